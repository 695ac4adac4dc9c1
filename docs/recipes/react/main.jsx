import { StrictMode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { SessionChat } from "./SessionChat.jsx";

const listen = (heard) => {
  addEventListener("hashchange", heard);
  return () => removeEventListener("hashchange", heard);
};

function App() {
  const isAbout = useSyncExternalStore(listen, () => location.hash === "#about");
  return isAbout ? <h1>About us</h1> : <><h1>Help</h1><SessionChat brand="Lumen" /></>;
}

createRoot(document.getElementById("app")).render(<StrictMode><App /></StrictMode>);
