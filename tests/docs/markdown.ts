import { lexer } from "marked";
import type { Token, Tokens } from "marked";

/** A fenced block of code. What stands behind the language is read as `key=value`, e.g. `ts file=trial/model.ts`. */
export interface CodeBlock {
  /** Empty where the fence names none: such a block is for the eye only. */
  readonly language: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A page cut into its parts, in order: texts as they stand there, and blocks of code. */
export function partsOf(markdown: string): (string | CodeBlock)[] {
  return lexer(markdown).map((token) => (isFenced(token) ? blockOf(token) : token.raw));
}

/** The inverse of `partsOf`. */
export function joinParts(parts: readonly (string | CodeBlock)[]): string {
  return parts.map((part) => (typeof part === "string" ? part : fenced(part))).join("");
}

function isFenced(token: Token): token is Tokens.Code {
  return token.type === "code" && (token as Tokens.Code).codeBlockStyle !== "indented";
}

function blockOf({ lang = "", text }: Tokens.Code): CodeBlock {
  const [language = "", ...words] = lang.split(" ");
  return { language, facts: Object.fromEntries(words.map((word) => word.split("=") as [string, string])), text };
}

function fenced({ language, facts, text }: CodeBlock): string {
  const info = [language, ...Object.entries(facts).map((fact) => fact.join("="))].join(" ");
  return `\`\`\`${info}\n${text}\n\`\`\``;
}
