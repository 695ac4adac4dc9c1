// Holds a backend of ours against the contract: `judge(config, capabilities)` says what the kit finds. An org of the
// vendor's kind has its people at its own address; those of the browser's own backend sit at the desk, in a frame.

import { conformance } from "/session-chat-conformance.js";
import { chatBackend } from "./chat.js";
import { peopleOfDesk, peopleOfOrg } from "./people.js";

const staffs = { local: peopleOfDesk, salesforce: ({ url }) => peopleOfOrg(url) };
let staff;

window.judge = async (config, capabilities, options) => {
  const { backend } = config;
  staff ??= await staffs[backend.kind](backend);
  const { prepare, makeAdapter, people } = chatBackend(config, capabilities, staff);
  await prepare();
  return conformance(makeAdapter, { people, print: null, ...options });
};
window.started = true;
