/** A box with a shadow root, a channel that listens, and a button that does all that the probe records. */

class BenchBox extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Press";
    const field = document.createElement("textarea");
    field.setAttribute("aria-label", "Text");
    const output = document.createElement("output");
    button.addEventListener("click", (event) => {
      output.textContent = `clicked ${event.isTrusted ? "trusted" : "by script"}`;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") output.textContent = `escape after ${field.value}`;
      if (event.key === "Enter") output.textContent = "enter";
    });
    root.append(button, field, output);
  }
}
customElements.define("bench-box", BenchBox);

globalThis.join = () => {
  globalThis.heard = [];
  globalThis.channel = new BroadcastChannel("bench");
  channel.onmessage = (event) => heard.push(event.data);
};

document.querySelector("#misbehave").addEventListener("click", () => {
  console.error("told off");
  alert("no");
  localStorage.setItem("a", "b");
  document.cookie = "a=b";
  addEventListener("resize", () => {});
  addEventListener("scroll", () => {}, { signal: AbortSignal.abort() });
  setInterval(() => {}, 60_000);
  new BroadcastChannel("left-open");
  Promise.reject(new Error("rejected"));
  document.body.setAttribute("style", "color: red");
  throw new Error("thrown");
});
