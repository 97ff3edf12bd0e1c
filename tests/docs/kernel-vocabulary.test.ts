import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer } from "marked";
import { expect, test } from "vitest";
import { ENGINE_CLAIMS } from "../../src/core/outcome.ts";
import * as kernel from "../../src/kernel/index.ts";

const root = join(import.meta.dirname, "../..");
const pageOf = (name: string): string => readFileSync(join(root, "docs", name), "utf8");
const page = pageOf("kernel-vocabulary.md");

const rows = lexer(page).flatMap((token) => (token.type === "table" ? tableRows(token.raw) : []));

/** Cells of a table below its two headings; a bar inside a cell is written with a backslash. */
function tableRows(raw: string): string[][] {
  const [, , ...lines] = raw.trimEnd().split("\n");
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((text) => text.trim().replaceAll(String.raw`\|`, "|")),
  );
}

const inCode = (text: string): string[] => Array.from(text.matchAll(/`([^`]+)`/g), ([, code]) => code!);

const folder = join(root, "src/kernel");
const sources = readdirSync(folder)
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("\n");

/** How a function is declared, on one line; an overload that is listed first stands for all. */
function signatureOf(name: string): string | undefined {
  const declared = new RegExp(String.raw`^export function\*? (${name}[<(][^]*?)(?: \{|;)$`, "m").exec(sources);
  return declared?.[1]!.replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll(/,? \)/g, ")");
}

test("every function that model code may call has a row with its signature, and nothing else has", () => {
  const functions = Object.entries(kernel).flatMap(([name, value]) =>
    typeof value === "function" && signatureOf(name) !== undefined ? [signatureOf(name)!] : [],
  );
  expect(functions).toContain("spin_lock(lock: Spinlock): Op<void>");
  expect(rows.map(([signature = ""]) => signature).toSorted()).toEqual(
    functions.map((text) => `\`${text}\``).toSorted(),
  );
});

test("every class and constant is named", () => {
  const words = new Set(page.match(/\w+/g));
  expect(Object.keys(kernel).filter((name) => !words.has(name))).toEqual([]);
});

test("every claim it names is one of the engine's", () => {
  const named = new Set(rows.flatMap(([, , claims = ""]) => inCode(claims)));
  expect(named.has(ENGINE_CLAIMS.sleepInAtomic)).toBe(true);
  expect([...named].filter((claim) => !Object.values<string>(ENGINE_CLAIMS).includes(claim))).toEqual([]);
});

test("what sleeps can break sleep-in-atomic, and only that", () => {
  const sleeps = rows.filter(
    ([, rule = "", claims = ""]) => rule.includes("sleeps") && !claims.includes("sleep-in-atomic"),
  );
  expect(sleeps).toEqual([]);
});

test("the page on properties explains every claim of the engine", () => {
  const [, table = ""] = pageOf("writing-a-property.md").split("| claim | broken when |");
  const explained = table
    .split("\n\n")[0]!
    .split("\n")
    .flatMap((line) => inCode(line.split("|")[1] ?? ""));
  expect(explained.toSorted()).toEqual(Object.values(ENGINE_CLAIMS).toSorted());
});
