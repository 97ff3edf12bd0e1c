import { render } from "preact";
import type { ReportDocument } from "../document.ts";
import { App } from "./app.tsx";

const data = document.querySelector("#report");
const root = document.querySelector("#app");
if (data !== null && root !== null) {
  root.replaceChildren();
  render(<App report={JSON.parse(data.textContent) as ReportDocument} />, root);
}
