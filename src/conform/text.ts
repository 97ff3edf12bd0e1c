import type { Paint } from "../report/paint.ts";
import { count } from "../report/size.ts";
import { wrap } from "../report/wrap.ts";
import { conforms, type ClaimResult, type TraceResult } from "./result.ts";
import { sceneText } from "./scene-text.ts";
import type { AnyEvent } from "./vocabulary.ts";

const WIDTH = 120;

/** What a person reads of one trace: the verdict, a line for each claim, what is behind each break, what could not be judged. */
export function traceText(result: TraceResult, show: (event: AnyEvent) => string, paint: Paint): readonly string[] {
  const broken = brokenIn(result.claims);
  return [
    `${paint.title(result.path)}: ${verdictOf(result, paint)}`,
    rangeOf(result),
    "",
    ...result.claims.filter(isJudged).flatMap((claim) => claimLines(claim, paint)),
    ...broken.flatMap((claim) => ["", ...breakText(claim, show, paint)]),
    ...notJudged(result),
    ...result.remarks.flatMap((remark) => ["", ...wrap(`note: ${remark}`, WIDTH, "  ")]),
  ];
}

/** What breaks first is most likely the cause of the rest. */
const brokenIn = (claims: readonly ClaimResult[]): readonly ClaimResult[] =>
  claims.filter(({ first }) => first !== null).toSorted((a, b) => a.first!.line - b.first!.line);

const isJudged = ({ held, broken }: ClaimResult): boolean => held + broken > 0;

function verdictOf(result: TraceResult, paint: Paint): string {
  const judged = result.claims.filter(isJudged);
  const broken = brokenIn(judged);
  if (judged.length === 0) {
    return paint.doubtful("nothing could be judged");
  }
  if (conforms(result)) {
    return `${paint.good("conforms")}: ${count(judged.length, "claim")} of ${result.claims.length} exercised, all held`;
  }
  const names = broken.map(({ claim }) => claim).join(", ");
  return `${paint.bad(`BROKEN: ${names}`)}; ${judged.length - broken.length} of ${count(judged.length, "exercised claim")} held`;
}

function rangeOf({ events, form, threads, from, to }: TraceResult): string {
  const range = events === 0 ? "" : `, ${from} to ${to}`;
  return `${count(events, "event")}${range}, of ${count(threads, "thread")} (${form})`;
}

const NAME = 26;
const TIMES = 9;

function claimLines({ claim, held, broken, says }: ClaimResult, paint: Paint): string[] {
  const [first, ...others] = wrap(says, WIDTH - NAME - TIMES - 11);
  const verdict = broken === 0 ? paint.good("held  ") : paint.bad("BROKEN");
  const times = (broken === 0 ? held : broken).toLocaleString("en-US").padStart(TIMES);
  const indent = " ".repeat(NAME + TIMES + 9);
  return [`${claim.padEnd(NAME)}${verdict}${times}  ${first}`, ...others.map((line) => indent + line)];
}

function breakText(
  { claim, held, broken, first, says }: ClaimResult,
  show: (event: AnyEvent) => string,
  paint: Paint,
): string[] {
  const { t, line, message, scene } = first!;
  const times = broken === 1 ? "once" : `${broken.toLocaleString("en-US")} times`;
  return [
    `${paint.bad(`${claim} broken`)} first at event ${t} (line ${line}); ${times} in all, held ${held.toLocaleString("en-US")}`,
    ...wrap(`claim: ${says}`, WIDTH, "  "),
    ...wrap(`found: ${message}`, WIDTH, "  "),
    "",
    ...sceneText(scene, show),
    "",
    "then:",
    ...scene.state.map((text) => `  ${text}`),
  ];
}

function notJudged({ claims }: TraceResult): string[] {
  const idle = claims.filter((claim) => !isJudged(claim));
  const lacking = idle.filter(({ missing }) => missing.length > 0);
  const others = idle.filter(({ missing }) => missing.length === 0);
  const open = claims.flatMap(({ claim, undecided }) =>
    undecided.map(([why, times]) => `${claim} ${times} times: ${why}`),
  );
  return [
    ...(others.length === 0
      ? []
      : ["", ...wrap(`not exercised: ${others.map(({ claim }) => claim).join(", ")}`, WIDTH, "  ")]),
    ...(lacking.length === 0
      ? []
      : [
          "",
          ...wrap(
            `not exercised, for want of events: ${lacking.map(({ claim, missing }) => `${claim} (${missing.join(", ")})`).join("; ")}`,
            WIDTH,
            "  ",
          ),
        ]),
    ...(open.length === 0 ? [] : ["", ...wrap(`not decided: ${open.join("; ")}`, WIDTH, "  ")]),
  ];
}
