import { renderPage } from "../report/page.ts";
import type { ConformModel } from "./conform-model.ts";
import type { Window } from "./judge.ts";
import { judgeTrace } from "./judge-trace.ts";
import type { TraceResult } from "./result.ts";
import { WindowRecorder, type WindowDocument } from "./window-document.ts";

/** Lines before and after the first break, where no window is asked for. */
const BEFORE = 1_200;
const AFTER = 300;

/** Reads the trace once more and keeps the window that was asked for, or what is around the first break, or the end. */
export async function windowOf(result: TraceResult, model: ConformModel, window?: Window): Promise<WindowDocument> {
  const lines = result.claims.flatMap(({ first }) => first?.line ?? []);
  const from = Math.min(...lines, result.lines - AFTER);
  const recorder = new WindowRecorder(model, ({ t }, line) =>
    window === undefined ? line >= from - BEFORE && line <= from + AFTER : t >= window.from && t <= window.to,
  );
  await judgeTrace(result.path, model, window, (event, state, line) => recorder.observe(event, state, line));
  return recorder.document(result);
}

/** A window of a trace as one page that asks the network for nothing: threads over time, their steps, the state at each. */
export function renderWindowHtml(document: WindowDocument): Promise<string> {
  const steps = document.events.map(({ t, thread, text }) => `${t} ${document.threads[thread]!}: ${text}`);
  return renderPage({
    title: `s2check conform: ${document.path}`,
    script: new URL("viewer/main.tsx", import.meta.url),
    styles: [new URL("../report/viewer/style.css", import.meta.url), new URL("viewer/conform.css", import.meta.url)],
    data: document,
    text: [...document.breaks.map(({ claim, message }) => `${claim}: ${message}`), ...steps].join("\n"),
  });
}
