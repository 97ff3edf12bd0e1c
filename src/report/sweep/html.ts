import { renderPage } from "../page.ts";
import type { SweepDocument } from "./document.ts";

/** The sweep as one page that asks the network for nothing. */
export function renderSweepHtml(document: SweepDocument): Promise<string> {
  const mails = document.causes.flatMap(({ findings }) => findings.flatMap((finding) => [...finding.mail, ""]));
  return renderPage({
    title: `s2check sweep of ${document.design}, seed ${document.seed}`,
    script: "sweep/main.tsx",
    styles: ["style.css", "sweep/sweep.css"],
    data: document,
    text: mails.join("\n"),
  });
}
