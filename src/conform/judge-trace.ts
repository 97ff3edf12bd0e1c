import { BadUse } from "../check/bad-use.ts";
import type { ConformModel } from "./conform-model.ts";
import { Judge, type Window } from "./judge.ts";
import { linesOf } from "./lines.ts";
import type { TraceResult } from "./result.ts";
import { Unsupported } from "./unsupported.ts";
import type { AnyEvent } from "./vocabulary.ts";

/** Reads a file to its end and says what its claims are worth; `observe` sees each event after the state has taken it in. */
export async function judgeTrace(
  path: string,
  model: ConformModel,
  window?: Window,
  observe: ((event: AnyEvent, state: unknown, line: number) => void) | null = null,
): Promise<TraceResult> {
  const judge: Judge = new Judge(
    model,
    window,
    observe === null ? null : (event, line) => observe(event, judge.state, line),
  );
  try {
    for await (const piece of linesOf(path)) {
      judge.piece(piece);
    }
    return judge.finish(path);
  } catch (error) {
    if (error instanceof Unsupported) {
      throw new BadUse(`${path} cannot be judged: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
