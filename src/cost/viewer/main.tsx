import { render } from "preact";
import type { CostDocument } from "../document.ts";
import { App } from "./app.tsx";

const data = document.querySelector("#report");
const root = document.querySelector("#app");
if (data !== null && root !== null) {
  root.replaceChildren();
  render(<App cost={JSON.parse(data.textContent) as CostDocument} />, root);
}
