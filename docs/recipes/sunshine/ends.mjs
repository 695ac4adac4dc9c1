// What a webhook of Sunshine Conversations brings, for the pages that wait for it: a handler for the server that serves
// them. The pages hear the body of the webhook as it came; what of it is an end, they know.

/** How many ends are kept for pages that connect later. */
const KEPT = 100;

/** `secret` is the webhook's; `mayHear` says whether the visitor of a request is in a conversation. */
export const endsOfSunshine = ({ secret, mayHear }) => {
  const pages = new Set();
  const kept = [];
  let next = 1;

  const tell = ({ request, response }, { number, conversation, body }) => {
    if (mayHear(request, conversation)) response.write(`id: ${number}\ndata: ${body}\n\n`);
  };

  /** POST /hooks/sunshine */
  const hook = async (request, response) => {
    if (request.headers["x-api-key"] !== secret) return response.writeHead(401).end();
    let text = "";
    for await (const part of request) text += part;
    for (const event of JSON.parse(text).events ?? []) {
      const end = { number: next++, conversation: event.payload?.conversation?.id, body: JSON.stringify({ events: [event] }) };
      kept.push(end);
      if (kept.length > KEPT) kept.shift();
      for (const page of pages) tell(page, end);
    }
    response.writeHead(200).end();
  };

  /** GET /chat/ends, a stream that stays open. */
  const ends = (request, response) => {
    const page = { request, response };
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 2000\n\n");
    // A page that was away hears what it missed.
    const heard = Number(request.headers["last-event-id"] ?? Infinity);
    for (const end of kept) if (end.number > heard) tell(page, end);
    pages.add(page);
    request.on("close", () => pages.delete(page));
  };

  return { hook, ends };
};
