import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { joinParts, partsOf } from "./markdown.ts";
import type { CodeBlock } from "./markdown.ts";
import { Workbench } from "./workbench.ts";

/** In this order: a page may go on where the one before it ended. */
const PAGES = [
  "writing-a-model.md",
  "reading-a-report.md",
  "writing-a-property.md",
  "architecture.md",
  "judging-a-kernel.md",
];

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let workbench: Workbench;
beforeAll(() => {
  workbench = new Workbench();
});
afterAll(() => workbench.remove());

const pageOf = (page: string): (string | CodeBlock)[] =>
  partsOf(readFileSync(join(import.meta.dirname, "../../docs", page), "utf8"));

const sourcesOf = (page: string): CodeBlock[] =>
  pageOf(page).filter((part) => typeof part !== "string" && part.language === "ts") as CodeBlock[];

const isProperty = (file: string): boolean => file.startsWith("properties/");

/** Does what a page says, and gives the page back with what really came out. */
function follow(page: string): string {
  const parts = pageOf(page);
  expect(complaints(page, sourcesOf(page))).toBe("");
  let printed: string | null = null;
  const done = parts.map((part) => {
    if (typeof part === "string" || part.language === "ts" || part.language === "") {
      return part;
    }
    if (part.language === "sh") {
      printed = run(part);
      return part;
    }
    expect([page, part.language, printed !== null]).toEqual([page, "text", true]);
    return { ...part, text: printed! };
  });
  return joinParts(done);
}

/** Puts the sources where they belong and has them checked as `npm test` checks the project's own. */
function complaints(page: string, sources: readonly CodeBlock[]): string {
  const files = sources.map(({ facts }, index) => facts["file"] ?? `trial/${page}-${index}.ts`);
  expect(new Set(files).size).toBe(files.length);
  sources.forEach(({ text }, index) => workbench.write(files[index]!, text));
  const config = { extends: "./tsconfig.json", include: [], files };
  workbench.write("tsconfig.page.json", JSON.stringify(config));
  const checks = `tsc -p tsconfig.page.json && oxlint ${files.join(" ")} && oxfmt --check ${files.join(" ")}`;
  const { status, stdout } = workbench.shell(files.length === 0 ? "true" : checks);
  return status === 0 ? "" : stdout;
}

function run({ text, facts }: CodeBlock): string {
  const { status, stdout, stderr } = workbench.shell(text);
  expect(
    status,
    `${text}
${stderr}`,
  ).toBe(Number(facts["exit"] ?? 0));
  return stdout.trimEnd();
}

it("a property is one file of less than 40 lines", () => {
  const [source, ...others] = sourcesOf("writing-a-property.md").filter(({ facts }) => isProperty(facts["file"] ?? ""));
  expect(others).toEqual([]);
  expect(source!.text.split("\n").length).toBeLessThan(40);
});

describe.each(PAGES)("%s", (page) => {
  it("says what happens", async () => {
    await expect(follow(page)).toMatchFileSnapshot(`../../docs/${page}`);
  });
});
