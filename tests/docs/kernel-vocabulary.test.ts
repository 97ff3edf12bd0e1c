import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer } from "marked";
import { expect, test } from "vitest";
import { ENGINE_CLAIMS } from "../../src/core/outcome.ts";
import * as kernel from "../../src/kernel/index.ts";
import { callOf, formOf, KERNEL_FORMS, nameOf } from "./kernel-forms.ts";

const root = join(import.meta.dirname, "../..");
const pageOf = (name: string): string => readFileSync(join(root, "docs", name), "utf8");
const page = pageOf("kernel-vocabulary.md");

const [vocabulary = "", ...others] = page.split("## Where it differs from the kernel");
const rowsIn = (text: string): string[][] =>
  lexer(text).flatMap((token) => (token.type === "table" ? tableRows(token.raw) : []));
const rows = rowsIn(vocabulary);
const differences = rowsIn(others.join(""));

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

/** Called as in the kernel, and yet to be told: what they do or return is not the same. */
const BEHAVES_OTHERWISE: ReadonlySet<string> = new Set(["srcu_read_lock", "mas_preallocate"]);

test("every function that model code may call has a row with its signature, and nothing else has", () => {
  const functions = Object.entries(kernel).flatMap(([name, value]) =>
    typeof value === "function" && signatureOf(name) !== undefined ? [signatureOf(name)!] : [],
  );
  expect(functions).toContain("spin_lock(lock: Spinlock): Op<void>");
  expect(rows.map(([signature = ""]) => signature).toSorted()).toEqual(
    functions.map((text) => `\`${text}\``).toSorted(),
  );
});

const signatures = rows.map(([signature = ""]) => signature.slice(1, -1));
const unlike = signatures.filter((signature) => !KERNEL_FORMS.includes(formOf(signature)));

test("what differs from the kernel is told, and what is told to differ does", () => {
  const told = differences.map(([here = ""]) => here);
  expect(unlike.map(nameOf)).toEqual(expect.arrayContaining(["mas_store_gfp", "rb_insert", "kmalloc"]));
  expect(unlike.map(nameOf)).not.toContain("mas_find");
  const behaving = signatures.filter((signature) => BEHAVES_OTHERWISE.has(nameOf(signature)));
  expect(told.toSorted()).toEqual([...unlike, ...behaving].map((signature) => `\`${callOf(signature)}\``).toSorted());
});

test("what has no namesake in the kernel is said to have none", () => {
  const known = new Set(KERNEL_FORMS.map(nameOf));
  for (const [here = "", there = ""] of differences) {
    const name = nameOf(here.slice(1));
    expect([name, there.startsWith(`\`${name}(`)]).toEqual([name, known.has(name)]);
  }
});

test("every form of the kernel's is one that model code has", () => {
  const names = new Set(signatures.map(nameOf));
  expect(KERNEL_FORMS.filter((form) => !names.has(nameOf(form)))).toEqual([]);
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
