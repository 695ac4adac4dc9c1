// The server's half of a recipe: what a webhook brings reaches the pages that may hear it, and the bridge knows it for
// an end.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { endsOfSunshine } from "../../docs/recipes/sunshine/ends.mjs";

const release = (conversation) => ({
  app: { id: "app" },
  webhook: { id: "webhook", version: "v2" },
  events: [
    { id: "1", type: "conversation:read", payload: { conversation: { id: conversation } } },
    { id: "2", type: "switchboard:releaseControl", payload: { conversation: { id: conversation }, reason: "ticketClosed" } },
  ],
});

test("a webhook reaches the visitor of its conversation, once more after an absence, and nobody else", async (context) => {
  const mayHear = (request, conversation) => request.headers.cookie === `in=${conversation}`;
  const { hook, ends } = endsOfSunshine({ secret: "secret", mayHear });
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
      const events = () => [...heard.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data).events[0].type);
      while (events().length < count) heard += (await reader.read()).value;
      return { events: events(), heard };
    };
  };
  const post = (secret, body) => fetch(url, { method: "POST", headers: { "X-API-Key": secret }, body: JSON.stringify(body) });

  const own = await listen("mine");
  const other = await listen("yours");
  assert.equal((await post("guess", release("mine"))).status, 401);
  assert.equal((await post("secret", release("mine"))).status, 200);
  assert.deepEqual((await own(2)).events, ["conversation:read", "switchboard:releaseControl"]);
  assert.equal((await post("secret", release("yours"))).status, 200);
  const { events, heard } = await other(2);
  assert.equal(events.length, 2);
  assert.ok(!heard.includes("mine"));
  const back = await listen("mine", { "Last-Event-ID": "1" });
  assert.deepEqual((await back(1)).events, ["switchboard:releaseControl"]);
});
