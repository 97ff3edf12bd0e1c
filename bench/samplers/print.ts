import { meanOf } from "./trials.ts";
import type { Trials } from "./trials.ts";
import type { PublishedMean } from "./published.ts";

/** Mean schedules to the first bug; `(k/t)` if only k of t trials found it or not all trials were finished. */
export function trialsText({ found, finished }: Pick<Trials, "found" | "finished">, seeds: number): string {
  const share = found.length < finished || finished < seeds ? ` (${found.length}/${finished})` : "";
  return `${found.length === 0 ? "–" : figure(meanOf(found))}${share}`;
}

export function publishedText(published: PublishedMean | null): string {
  if (published === null) {
    return "";
  }
  const { found, mean } = published;
  return found === 0 ? "–" : `${figure(mean)}${found < 20 ? ` (${found}/20)` : ""}`;
}

export function figure(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toString();
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
