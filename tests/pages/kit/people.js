// The people on the other side, each asked by the conversation and by the name of its visitor.

/** As long as the tests have: a desk is loaded, too. */
const PATIENCE_MS = 60_000;

/** Sam, at an org whose server does what it is told over HTTP. */
export const peopleOfOrg = async (url) => {
  const taken = new Set();
  const order = async (action, body) => {
    const answer = await (await fetch(`${url}/control/${action}`, { method: "POST", body: JSON.stringify(body) })).json();
    if (!answer.ok) throw Error(`${action}: ${answer.message}`);
  };
  return {
    async says({ conversation }, text) {
      if (!taken.has(conversation)) await order("accept", { conversation, agent: "Sam" });
      taken.add(conversation);
      await order("say", { conversation, text });
    },
    ends: ({ conversation }) => order("end", { conversation, role: "agent" }),
  };
};

/** Sam, at the desk in a frame: with the hands, since a desk has nothing else to be told by. */
export const peopleOfDesk = async () => {
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: "/desk/?pace=0", width: 1200, height: 700, title: "Desk" });
  document.body.append(frame);
  const all = (selector) => [...(frame.contentDocument?.querySelectorAll(selector) ?? [])];
  const sees = async (selector, holds = () => true) => {
    const due = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = all(selector).find(holds);
      if (found) return found;
      if (Date.now() > due) throw Error(`the desk shows no ${selector} of that kind`);
      await new Promise((go) => setTimeout(go));
    }
  };
  const presses = async (selector, holds) => (await sees(selector, holds)).click();
  const turnsTo = async ({ visitor }) => {
    const isTheirs = (element) => element.textContent.includes(visitor);
    await presses(".conversation__open", isTheirs);
    await sees(".chat__name", isTheirs);
  };

  await sees(".bar");
  await presses(".settings");
  const { elements } = await sees(".settings-dialog[open] .settings-form");
  elements.capacity.value = 100;
  elements.files.checked = true;
  elements.survey.value = "stars";
  await presses(".settings-save");
  return {
    async says(conversation, text) {
      await turnsTo(conversation);
      all(".chat__foot .accept")[0]?.click();
      const field = await sees(".reply");
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
      await sees(".reply", ({ value }) => value === "");
    },
    async ends(conversation) {
      await turnsTo(conversation);
      await presses(".end-session");
      await presses(".end-confirm");
      await sees(".composer__ended");
    },
  };
};
