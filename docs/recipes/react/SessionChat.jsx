import { useEffect } from "react";
import { mount } from "../plain/mount.js";

/** The chat, for as long as this is in the tree; it draws nothing in its place. */
export function SessionChat({ brand }) {
  useEffect(() => mount({ backend: { kind: "local" }, brand: { name: brand } }), [brand]);
  return null;
}
