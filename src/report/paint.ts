import { createColors } from "picocolors";

/** Colours for a terminal; never needed to understand a report. */
export interface Paint {
  readonly title: (text: string) => string;
  readonly heading: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
}

const same = (text: string): string => text;

export const PLAIN: Paint = { title: same, heading: same, quiet: same, good: same, bad: same, doubtful: same };

/** Colours only where `stream` is a terminal and NO_COLOR is not set (https://no-color.org). */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  const { NO_COLOR } = env;
  if (stream.isTTY !== true || (NO_COLOR !== undefined && NO_COLOR !== "")) {
    return PLAIN;
  }
  const { bold, dim, green, red, yellow } = createColors(true);
  return { title: bold, heading: bold, quiet: dim, good: green, bad: (text) => bold(red(text)), doubtful: yellow };
}
