import type { ConformModel } from "./conform-model.ts";
import type { TraceResult } from "./result.ts";
import type { AnyEvent } from "./vocabulary.ts";

/** What a thread does at an event, for its colour. */
export type Doing = "read" | "write" | "none";

export interface WindowEvent {
  readonly t: number;
  readonly thread: number;
  readonly text: string;
  /** Names of claims that break here for the first time. */
  readonly breaks: readonly string[];
  /** What the thread holds of the lock after it. */
  readonly holds: Doing;
}

/** A part of a trace with the state after each event, as a page shows it. */
export interface WindowDocument {
  readonly path: string;
  readonly threads: readonly string[];
  readonly events: readonly WindowEvent[];
  /** Every line that a state has; states name them by place. */
  readonly lines: readonly string[];
  /** By event: the lines of its state. */
  readonly states: readonly (readonly number[])[];
  readonly breaks: readonly {
    readonly claim: string;
    readonly says: string;
    readonly t: number;
    readonly message: string;
  }[];
  /** There was more than is shown. */
  readonly cut: boolean;
}

/** Events that one page holds. */
const MOST = 4_000;

/** Gathers a part of a trace while it is judged. */
export class WindowRecorder {
  readonly #model: ConformModel;
  readonly #wanted: (event: AnyEvent, line: number) => boolean;
  readonly #threads: string[] = [];
  readonly #events: Omit<WindowEvent, "breaks">[] = [];
  readonly #states: (readonly number[])[] = [];
  readonly #lines = new Map<string, number>();
  readonly #holds = new Map<string, Doing>();
  #cut = false;

  constructor(model: ConformModel, wanted: (event: AnyEvent, line: number) => boolean) {
    this.#model = model;
    this.#wanted = wanted;
  }

  observe(event: AnyEvent, state: unknown, line: number): void {
    const holds = lockAfter(event, this.#holds.get(event.th) ?? "none");
    this.#holds.set(event.th, holds);
    if (!this.#wanted(event, line)) {
      return;
    }
    if (this.#events.length === MOST) {
      this.#cut = true;
      return;
    }
    this.#events.push({ t: event.t, thread: this.#threadOf(event.th), text: this.#model.show(event), holds });
    this.#states.push(this.#model.describe(state).map((text) => this.#placeOf(text)));
  }

  document({ path, claims }: TraceResult): WindowDocument {
    const breaks = claims.flatMap(({ claim, says, first }) =>
      first === null ? [] : [{ claim, says, t: first.t, message: first.message }],
    );
    const events = this.#events.map((event) => ({
      ...event,
      breaks: breaks.filter(({ t }) => t === event.t).map(({ claim }) => claim),
    }));
    return {
      path,
      threads: this.#threads,
      events,
      lines: [...this.#lines.keys()],
      states: this.#states,
      breaks,
      cut: this.#cut,
    };
  }

  #threadOf(name: string): number {
    const known = this.#threads.indexOf(name);
    return known >= 0 ? known : this.#threads.push(name) - 1;
  }

  #placeOf(text: string): number {
    const known = this.#lines.get(text) ?? this.#lines.size;
    this.#lines.set(text, known);
    return known;
  }
}

/** Kinds that every model's vocabulary calls alike. */
function lockAfter({ ev }: AnyEvent, before: Doing): Doing {
  switch (ev) {
    case "rlock":
      return "read";
    case "wlock":
      return "write";
    case "runlock":
    case "wunlock":
      return "none";
    default:
      return before;
  }
}
