import { init } from "/session-chat/session-chat.js";

/** What was asked for last is done last, however long each of them takes. */
let turn = Promise.resolve();
const then = (act) => (turn = turn.then(act).catch(console.error));

/** Has a chat on the page until the function that this returns is called; it goes on when there is one again. */
export const mount = (config) => {
  let chat;
  let isWanted = true;
  then(async () => {
    if (isWanted) chat = await init(config);
  });
  return () => {
    isWanted = false;
    then(() => chat?.destroy({ keepConversation: true }));
  };
};
