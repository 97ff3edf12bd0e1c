import { render } from "preact";
import type { WindowDocument } from "../window-document.ts";
import { App } from "./app.tsx";

const data = document.querySelector("#report");
const root = document.querySelector("#app");
if (data !== null && root !== null) {
  root.replaceChildren();
  render(<App trace={JSON.parse(data.textContent) as WindowDocument} />, root);
}
