// A page that a visitor has open: it has chats, and the page around it says which.

import { createChat } from "/session-chat-headless.js";

window.createChat = createChat;
