import { render } from "preact";
import type { SweepDocument } from "../../sweep/document.ts";
import { SweepApp } from "./app.tsx";

const data = document.querySelector("#report");
const root = document.querySelector("#app");
if (data !== null && root !== null) {
  root.replaceChildren();
  render(<SweepApp sweep={JSON.parse(data.textContent) as SweepDocument} />, root);
}
