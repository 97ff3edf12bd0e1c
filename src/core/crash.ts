/** What model or claim code threw, and where in the sources. */
export function describeCrash(error: unknown): string {
  return error instanceof Error ? `${error.message}${atLine(error.stack)}` : String(error);
}

function atLine(stack: string | undefined): string {
  const frame = stack?.split("\n").find((line) => /\.ts\b/.test(line));
  return frame === undefined ? "" : ` (${frame.trim()})`;
}
