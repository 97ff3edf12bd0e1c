import { render } from "preact";
import type { ReportDocument } from "../document.ts";
import type { SweepDocument } from "../sweep/document.ts";
import { App } from "./app.tsx";
import { SweepApp } from "./sweep/app.tsx";

const data = document.querySelector("#report");
const root = document.querySelector("#app");
if (data !== null && root !== null) {
  root.replaceChildren();
  const document = JSON.parse(data.textContent) as ReportDocument | SweepDocument;
  render(document.format === "s2check-sweep" ? <SweepApp sweep={document} /> : <App report={document} />, root);
}
