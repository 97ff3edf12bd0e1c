import type { Finding } from "./finding.ts";
import { wrap } from "./wrap.ts";

const LINES = 4;

/** `At the beginning: …`: the settings that matter and the state before the first step; nothing where there is neither. */
export function openingOf({ settings, trace }: Finding, width: number): string[] {
  const filled = trace.initial.filter((section) => section.rows.length > 0);
  const state = filled.map(({ title, rows }) => `${title}: ${rows.map(squeeze).join(", ")}`);
  const parts = [...(settings.length > 0 ? [settings.join(", ")] : []), ...state];
  const text = `At the beginning: ${parts.join("; ")}`;
  return parts.length === 0 ? [] : wrap(text.endsWith(".") ? text : `${text}.`, width, "", LINES);
}

/** Rows may be aligned with spaces for the screen; running text has one. */
function squeeze(row: string): string {
  return row.trim().replaceAll(/\s+/g, " ");
}
