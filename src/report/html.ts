import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { FindingDocument, ReportDocument } from "./document.ts";
import type { SweepDocument } from "./sweep/document.ts";

const VIEWER = new URL("viewer/", import.meta.url);

/** One page with everything in it: it asks the network for nothing and opens from a file. */
export async function renderHtml(document: ReportDocument | SweepDocument): Promise<string> {
  const [script, style] = await Promise.all([bundle(), readFile(new URL("style.css", VIEWER), "utf8")]);
  const summary = findingsIn(document).flatMap((finding) => [...finding.mail, ""]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>s2check ${document.format === "s2check-sweep" ? `sweep of ${escapeHtml(document.design)}` : "report"}, seed ${document.seed}</title>
<style>
${style}</style>
<div id="app"><noscript><pre>${escapeHtml(summary.join("\n"))}</pre></noscript></div>
<script type="application/json" id="report">${embed(document)}</script>
<script type="module">${script}</script>
</html>
`;
}

function findingsIn(document: ReportDocument | SweepDocument): readonly FindingDocument[] {
  const groups = document.format === "s2check-sweep" ? document.causes : document.cells;
  return groups.flatMap(({ findings }) => findings);
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("main.tsx", VIEWER))],
    tsconfig: fileURLToPath(new URL("tsconfig.json", VIEWER)),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return outputFiles[0]!.text;
}

/** In JSON `<` stands in strings only, where it may be escaped: nothing can then end the script element early. */
function embed(document: ReportDocument | SweepDocument): string {
  return JSON.stringify(document).replaceAll("<", String.raw`\u003c`);
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
