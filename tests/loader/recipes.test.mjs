// The server's half of a recipe: the ends that a webhook brings reach the pages that may hear of them, and nothing else
// does, whatever is sent to it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { endsOfSunshine } from "../../docs/recipes/sunshine/ends.mjs";

const SECRET = "secret";

const body = (...events) => JSON.stringify({ app: { id: "app" }, webhook: { id: "webhook", version: "v2" }, events });
const release = (conversation, reason = "ticketClosed") =>
  ({ id: "2", type: "switchboard:releaseControl", createdAt: "2026-11-21", payload: { conversation: { id: conversation, type: "personal" }, reason } });
const said = (conversation, text) =>
  ({ id: "1", type: "conversation:message", payload: { conversation: { id: conversation }, message: { author: { type: "user" }, content: { type: "text", text } } } });
const activity = (conversation, type) =>
  ({ id: "3", type: "conversation:message", payload: { conversation: { id: conversation }, message: { author: { displayName: "Sam" }, activity: { type } } } });

/** A server with the recipe, where a visitor is in the conversation that their cookie names. */
const serve = async (context) => {
  const mayHear = (request, conversation) => request.headers.cookie === `in=${conversation}`;
  const { hook, ends } = endsOfSunshine({ secret: SECRET, mayHear });
  const server = createServer((request, response) => (request.method === "POST" ? hook : ends)(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const streams = new AbortController();
  context.after(() => {
    streams.abort();
    server.close();
  });

  const listen = async (conversation, more) => {
    const { body } = await fetch(url, { signal: streams.signal, headers: { Cookie: `in=${conversation}`, ...more } });
    let heard = "";
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    return async (count) => {
      const events = () => [...heard.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data).events[0]);
      while (events().length < count) heard += (await reader.read()).value;
      return { events: events(), heard };
    };
  };
  const status = async (body, secret = SECRET) =>
    (await fetch(url, { method: "POST", headers: { "X-API-Key": secret }, body })).status;
  /** A request whose body is written by hand. */
  const begin = () => request(url, { method: "POST", headers: { "X-API-Key": SECRET } });
  return { listen, status, begin };
};

test("an end reaches the visitor of its conversation, once more after an absence, and nobody else", async (context) => {
  const { listen, status } = await serve(context);
  const own = await listen("mine");
  const other = await listen("yours");
  assert.equal(await status(body(release("mine")), "guess"), 401);
  assert.equal(await status(body(activity("mine", "conversation:endedByUser"), release("mine"))), 200);
  const kinds = ({ events }) => events.map(({ type }) => type);
  assert.deepEqual(kinds(await own(2)), ["conversation:message", "switchboard:releaseControl"]);
  assert.equal(await status(body(release("yours"))), 200);
  const { events, heard } = await other(1);
  assert.equal(events.length, 1);
  assert.ok(!heard.includes("mine"));
  const back = await listen("mine", { "Last-Event-ID": "1" });
  assert.deepEqual(kinds(await back(1)), ["switchboard:releaseControl"]);
});

test("of what is no end nothing is kept, and of an end what it is known by", async (context) => {
  const { listen, status } = await serve(context);
  assert.equal(await status(body(release("mine"))), 200);
  for (let times = 0; times < 2; times++)
    assert.equal(await status(body(...Array.from({ length: 200 }, () => said("mine", "my number is 4711")))), 200);
  assert.equal(await status(body({ type: "conversation:read", payload: { conversation: { id: "mine" } } }, { type: "switchboard:releaseControl" })), 200);
  for (const type of ["conversation:endedByUser", "ticket:closed", "conversation:started"])
    assert.equal(await status(body(activity("mine", type))), 200);
  const back = await listen("mine", { "Last-Event-ID": "0" });
  const { events, heard } = await back(3);
  const conversation = { id: "mine" };
  const over = (type) => ({ type: "conversation:message", payload: { conversation, message: { activity: { type } } } });
  assert.deepEqual(events, [
    { type: "switchboard:releaseControl", payload: { conversation, reason: "ticketClosed" } },
    over("conversation:endedByUser"),
    over("ticket:closed"),
  ]);
  assert.doesNotMatch(heard, /4711|Sam|personal/);
});

test("a body that is none is refused, and the server goes on", async (context) => {
  const { listen, status, begin } = await serve(context);
  for (const bad of ["", "{", "null", '{"events":7}', '{"events":[null]}', body(said("mine", "x".repeat(1_000_000)), release("mine"))])
    assert.equal(await status(bad), 400, bad.slice(0, 40));
  const broken = begin();
  broken.on("error", () => {});
  broken.write('{"events":');
  await delay(20);
  broken.destroy();
  // A letter may be cut in two on its way.
  const whole = Buffer.from(body(release("mine", "geschlie\u00dft")));
  const cut = whole.indexOf(Buffer.from("\u00df")) + 1;
  const slow = begin();
  slow.write(whole.subarray(0, cut));
  await delay(20);
  slow.end(whole.subarray(cut));
  const [response] = await once(slow, "response");
  assert.equal(response.statusCode, 200);
  response.resume();
  const { events } = await (await listen("mine", { "Last-Event-ID": "0" }))(1);
  assert.equal(events[0].payload.reason, "geschlie\u00dft");
});
