import type { Finding } from "./finding.ts";

/** What a counterexample is put down to: its flaw, or several where it takes them together, or else what it broke. */
export function whyOf({
  flaw,
  together,
  isNews,
  counterexample,
}: Pick<Finding, "flaw" | "together" | "isNews" | "counterexample">): string {
  if (flaw !== null) {
    return `${flaw.id}, ${flaw.title}`;
  }
  if (together.length > 0) {
    const ids = together.map(({ id }) => id);
    const all = `${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}`;
    return `no single flaw explains this: it goes away only with ${all} mended together`;
  }
  const { message, design } = counterexample;
  return isNews ? `${message}; none of the flaws that ${design} is known for explains it` : message;
}
