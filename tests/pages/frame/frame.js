/** Shows the page named after the # in a frame of the size in the query: a phone in a wider window. */

const size = new URLSearchParams(location.search);
const frame = document.createElement("iframe");
frame.title = "Page";
frame.width = size.get("width");
frame.height = size.get("height");
frame.src = decodeURIComponent(location.hash.slice(1));
document.body.append(frame);
