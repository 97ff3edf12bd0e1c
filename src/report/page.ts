import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const VIEWER = new URL("viewer/", import.meta.url);

interface Page {
  readonly title: string;
  /** Entry point of the script, from the folder `viewer`. */
  readonly script: string | URL;
  /** Style sheets, from there too. */
  readonly styles: readonly (string | URL)[];
  /** What the script reads from the element `#report`. */
  readonly data: unknown;
  /** What is there without a script. */
  readonly text: string;
}

/** One page with everything in it: it asks the network for nothing and opens from a file. */
export async function renderPage({ title, script, styles, data, text }: Page): Promise<string> {
  const sheets = styles.map((style) => readFile(new URL(style, VIEWER), "utf8"));
  const [code, ...css] = await Promise.all([bundle(script), ...sheets]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${css.join("")}</style>
<div id="app"><noscript><pre>${escapeHtml(text)}</pre></noscript></div>
<script type="application/json" id="report">${embed(data)}</script>
<script type="module">${code}</script>
</html>
`;
}

async function bundle(script: string | URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(script, VIEWER))],
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
function embed(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", String.raw`\u003c`);
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
