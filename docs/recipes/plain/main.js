import { mount } from "./mount.js";

const headline = document.querySelector("h1");
let unmount = null;

/** An application of two pages, one of them with a chat. */
const show = () => {
  const isAbout = location.hash === "#about";
  headline.textContent = isAbout ? "About us" : "Help";
  if (isAbout) {
    unmount?.();
    unmount = null;
  } else {
    unmount ??= mount({ backend: { kind: "local" }, brand: { name: "Lumen" } });
  }
};

addEventListener("hashchange", show);
show();
