import type { ReportDocument } from "./document.ts";
import { renderPage } from "./page.ts";

/** The report as one page that asks the network for nothing. */
export function renderHtml(document: ReportDocument): Promise<string> {
  const summary = document.cells.flatMap((cell) => cell.findings.flatMap((finding) => [...finding.mail, ""]));
  return renderPage({
    title: `s2check report, seed ${document.seed}`,
    script: "main.tsx",
    styles: ["style.css"],
    data: document,
    text: summary.join("\n"),
  });
}
