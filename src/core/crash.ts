/** Everything in front of it is of no interest to a reader, and differs from machine to machine. */
const PROJECT = new URL("../..", import.meta.url);

/** What model or claim code threw, and where in the sources: `no such account (models/bank/teller.ts:12:9)`. */
export function describeCrash(error: unknown): string {
  return error instanceof Error ? `${error.message}${atLine(error.stack)}` : String(error);
}

/** Sources outside the project are told by their name alone. */
function atLine(stack: string | undefined): string {
  const frame = stack?.split("\n").find((line) => /\.ts\b/.test(line));
  const [, path, line] = /([^\s(]*\.ts)[^:]*(:\d+:\d+)/.exec(frame ?? "") ?? [];
  if (path === undefined) {
    return "";
  }
  const inside = [PROJECT.href, PROJECT.pathname].find((root) => path.startsWith(root));
  return ` (${inside === undefined ? path.slice(path.lastIndexOf("/") + 1) : path.slice(inside.length)}${line})`;
}
