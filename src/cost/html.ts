import { renderPage } from "../report/page.ts";
import type { CostDocument } from "./document.ts";
import { renderCost } from "./text.ts";

/** Tables and plots as one page that asks the network for nothing. */
export function renderCostHtml(cost: CostDocument): Promise<string> {
  return renderPage({
    title: `s2check: what an unmap costs, ${cost.model}`,
    script: new URL("viewer/main.tsx", import.meta.url),
    styles: [
      new URL("../report/viewer/style.css", import.meta.url),
      new URL(import.meta.resolve("uplot/dist/uPlot.min.css")),
      new URL("viewer/cost.css", import.meta.url),
    ],
    data: cost,
    text: renderCost(cost).join("\n"),
  });
}
