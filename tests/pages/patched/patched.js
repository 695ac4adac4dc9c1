// What old libraries, monitors and zealous scripts do to the built-ins of a page.
(() => {
  // Enumerable, so that every `for … in` over a list sees them.
  Array.prototype.contains = function (one) {
    return this.includes(one);
  };
  Array.prototype.remove = function (one) {
    return this.splice(this.indexOf(one), 1);
  };
  String.prototype.capitalize = function () {
    return this.slice(0, 1).toUpperCase() + this.slice(1);
  };

  const { fetch, Promise: NativePromise } = window;
  window.fetch = function (...given) {
    return fetch.apply(this ?? window, given).then((response) => response);
  };
  window.Promise = class Promise extends NativePromise {};

  for (const name of ["parse", "stringify"]) {
    const original = JSON[name];
    JSON[name] = function (...given) {
      return original.apply(JSON, given);
    };
  }

  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (name, listener, options) {
    const wrapped = typeof listener === "function" ? (event) => listener.call(this, event) : listener;
    return addEventListener.call(this ?? window, name, wrapped, options);
  };

  const { setTimeout } = window;
  window.setTimeout = (handler, ...rest) => setTimeout((...given) => handler(...given), ...rest);

  Object.freeze(Object.prototype);
  Object.freeze(Array.prototype);
})();
