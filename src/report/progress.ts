import { createLogUpdate } from "log-update";
import { count } from "./size.ts";

/** A sign of life from a thread that works. */
export interface ProgressBeat {
  readonly thread: number;
  /** What it works on. */
  readonly what: string;
  /** Since its last beat. */
  readonly schedules: number;
  readonly scenarios: number;
  readonly idle?: boolean;
}

export interface Progress {
  beat(beat: ProgressBeat): void;
  /** A remark that stays. */
  say(remark: string): void;
  /** Takes the progress away; nothing may follow. */
  end(): void;
}

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 10_000;

/**
 * Shows how far long work is: lines that redraw in place on a terminal, elsewhere a plain line every ten seconds. `asked`
 * is what the number of scenarios is to be compared with.
 */
export function startProgress(stream: Stream, asked: string, clock: () => number = () => performance.now()): Progress {
  const sofar = new Sofar(clock());
  const terminal = stream.isTTY === true;
  const update = createLogUpdate(stream);
  const draw = terminal
    ? (): void => update([sofar.line(clock()), `  ${asked}`, ...sofar.threads()].join("\n"))
    : (): void => void stream.write(`${sofar.line(clock())} (${asked})\n`);
  const pause = terminal ? REDRAW_MS : PLAIN_LINE_MS;
  let last = terminal ? -Infinity : clock();
  return {
    beat(beat) {
      sofar.add(beat);
      if (clock() - last >= pause) {
        last = clock();
        draw();
      }
    },
    say(remark) {
      if (terminal) {
        update.clear();
      }
      stream.write(`${remark}\n`);
    },
    end() {
      if (terminal) {
        update.clear();
        update.done();
      }
    },
  };
}

class Sofar {
  readonly #start: number;
  readonly #doing = new Map<number, string>();
  #scenarios = 0;
  #schedules = 0;

  constructor(start: number) {
    this.#start = start;
  }

  add({ thread, what, schedules, scenarios, idle }: ProgressBeat): void {
    this.#scenarios += scenarios;
    this.#schedules += schedules;
    if (idle === true) {
      this.#doing.delete(thread);
    } else {
      this.#doing.set(thread, what);
    }
  }

  line(now: number): string {
    const seconds = Math.round((now - this.#start) / 1_000);
    const scenarios = this.#scenarios === 0 ? "" : `${count(this.#scenarios, "scenario")}, `;
    return `${scenarios}${count(this.#schedules, "schedule")}, ${seconds} s`;
  }

  threads(): string[] {
    return [...this.#doing].toSorted(([a], [b]) => a - b).map(([, what]) => `  ${what}`);
  }
}
