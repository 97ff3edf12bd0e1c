import { conforms, type TraceResult } from "./result.ts";
import type { AnyEvent } from "./vocabulary.ts";

/** The same for machines: one object for all traces. */
export function printConformDocument(
  results: readonly TraceResult[],
  scenario: readonly string[] | null,
  show: (event: AnyEvent) => string,
): string {
  const traces = results.map((result) => ({
    ...result,
    conforms: conforms(result),
    claims: result.claims.map(({ first, ...claim }) => ({
      ...claim,
      first:
        first === null
          ? null
          : {
              t: first.t,
              line: first.line,
              message: first.message,
              state: first.scene.state,
              events: first.scene.events.slice(-50).map((event) => ({ t: event.t, th: event.th, text: show(event) })),
            },
    })),
  }));
  return `${JSON.stringify({ version: 1, traces, ...(scenario === null ? {} : { scenario }) }, null, 2)}\n`;
}
