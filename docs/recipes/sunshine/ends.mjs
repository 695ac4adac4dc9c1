// What a webhook of Sunshine Conversations brings, for the pages that wait for it: a handler for the server that serves
// them. They hear of ends alone, and of an end what they know it by: what people say to each other goes to no page.

/** How many ends are kept for pages that connect later. */
const KEPT = 100;

/** How long a body may be, in bytes. */
const LONGEST = 1_000_000;

/** The body as JSON; what is longer than it may be is read to its end, and is none. */
const read = async (request) => {
  const parts = [];
  let length = 0;
  for await (const part of request) if ((length += part.length) <= LONGEST) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
};

/** What the pages need of an event that is an end, in a list; nothing of any other. */
const endIn = ({ type, payload: { conversation, reason, message } = {} }) => {
  const { id } = conversation ?? {};
  const activity = { type: message?.activity?.type };
  const isOver = type === "conversation:message" && /^(conversation:ended|ticket:)/.test(activity.type);
  if (!id || !(isOver || type === "switchboard:releaseControl")) return [];
  return [{ type, payload: { conversation: { id }, ...(isOver ? { message: { activity } } : { reason }) } }];
};

/** `secret` is the webhook's; `mayHear` says whether the visitor of a request is in a conversation. */
export const endsOfSunshine = ({ secret, mayHear }) => {
  const pages = new Set();
  const kept = [];
  let next = 1;

  const tell = ({ request, response }, { number, event }) => {
    const isTheirs = mayHear(request, event.payload.conversation.id);
    if (isTheirs) response.write(`id: ${number}\ndata: ${JSON.stringify({ events: [event] })}\n\n`);
  };

  /** POST /hooks/sunshine */
  const hook = async (request, response) => {
    if (request.headers["x-api-key"] !== secret) return response.writeHead(401).end();
    let events;
    try {
      events = ((await read(request)).events ?? []).flatMap(endIn);
    } catch {
      // It was broken off, too long, or nothing that Sunshine sends.
      return response.writeHead(400).end();
    }
    for (const event of events) {
      const end = { number: next++, event };
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
    response.on("close", () => pages.delete(page));
  };

  return { hook, ends };
};
