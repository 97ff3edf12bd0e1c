import { BadUse } from "../check/bad-use.ts";
import type { Watch } from "./claim.ts";
import type { ConformModel } from "./conform-model.ts";
import { EventReader } from "./event-reader.ts";
import type { Piece } from "./lines.ts";
import { Recent } from "./recent.ts";
import { Remarks } from "./remarks.ts";
import type { Scene, TraceResult } from "./result.ts";
import { Tally } from "./tally.ts";
import type { AnyEvent, Vocabulary } from "./vocabulary.ts";

/** The part of a trace that verdicts are about; what comes before it builds the state. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

type Call = (event: AnyEvent) => void;

/** A kind that is seen so often would have brought its companion with it. */
const ENOUGH = 3;

/** Events of each thread that are kept to be shown at a break. */
const SCENE = 32;

/** Judges one trace, event by event, with state that does not grow with the length of the trace. */
export class Judge {
  readonly #model: ConformModel;
  readonly #state: unknown;
  readonly #tallies: readonly Tally[];
  readonly #watches: readonly Watch<Vocabulary>[];
  /** By kind: claims before, the state's own, claims after. */
  readonly #calls: ReadonlyMap<string, readonly Call[]>;
  readonly #reader: EventReader;
  readonly #window: Window;
  readonly #remarks = new Remarks();
  readonly #recent = new Recent(SCENE);
  readonly #scenes = new Map<Tally, Scene>();
  #broke: Tally[] = [];
  /** How often each kind of event came. */
  readonly #seen = new Map<string, { times: number }>();
  readonly #threads = new Set<string>();
  #line = 0;
  #events = 0;
  #t = Number.NaN;
  /** Of the trace, and of what was judged of it. */
  #begin = Number.NaN;
  #from = Number.NaN;
  #to = Number.NaN;
  #open = true;
  #cut: string | null = null;
  readonly #observe: ((event: AnyEvent, line: number) => void) | null;

  constructor(
    model: ConformModel,
    window: Window = { from: -Infinity, to: Infinity },
    observe: ((event: AnyEvent, line: number) => void) | null = null,
  ) {
    this.#model = model;
    this.#window = window;
    this.#observe = observe;
    this.#state = model.begin();
    this.#reader = new EventReader(model, this.#remarks, () => model.forget(this.#state));
    const now = () => ({ t: this.#t, line: this.#line, open: this.#open });
    this.#tallies = model.claims.map((claim) => new Tally(claim, now, (tally) => this.#broke.push(tally)));
    this.#watches = model.claims.map((claim, at) => claim.watch(this.#state, this.#tallies[at]!));
    this.#calls = callsOf(model, this.#state, this.#watches);
  }

  /** What the model makes of the events so far. */
  get state(): unknown {
    return this.#state;
  }

  piece({ lines, cut }: Piece): void {
    for (const line of lines) {
      this.#line += 1;
      const event = this.#reader.read(line, this.#line);
      if (event !== null) {
        this.#event(event);
      }
    }
    if (cut !== null) {
      this.#cut = cut;
      this.#remarks.say(`the file is truncated: ${cut}; it is judged up to there, and what was still due is left open`);
    }
  }

  finish(path: string): TraceResult {
    const { form } = this.#reader;
    if (form === null && this.#cut !== null) {
      throw new BadUse(`${path} cannot be read as a trace: ${this.#cut}, and no event before that can be relied on`);
    }
    if (form === null) {
      throw new BadUse(
        `${path} is no trace: it has no line of ftrace and no event as JSON (\`s2check conform --probes\` tells how to record one)`,
      );
    }
    this.#watches.forEach((watch) => watch.end?.());
    this.#settle();
    this.#notRecorded();
    if (this.#events === 0 && !Number.isNaN(this.#begin)) {
      this.#remarks.say(`no event lies in the window: the trace goes from ${this.#begin} to ${this.#t}`);
    }
    const claims = this.#tallies.map((tally) => {
      const missing = tally.needs.filter((kind) => !this.#seen.has(kind));
      const first = tally.first === null ? null : { ...tally.first, scene: this.#scenes.get(tally)! };
      return {
        claim: tally.claim,
        says: tally.says,
        held: tally.heldTimes,
        broken: tally.brokenTimes,
        first,
        undecided: tally.open,
        missing,
      };
    });
    return {
      path,
      form,
      lines: this.#line,
      events: this.#events,
      threads: this.#threads.size,
      from: this.#from,
      to: this.#to,
      claims,
      remarks: this.#remarks.sentences(),
    };
  }

  #count(kind: string): void {
    const seen = this.#seen.get(kind);
    if (seen === undefined) {
      this.#seen.set(kind, { times: 1 });
    } else {
      seen.times += 1;
    }
  }

  /** Kinds that must come with others, and never do. */
  #notRecorded(): void {
    for (const [kind, other] of this.#model.companions) {
      const times = this.#seen.get(kind)?.times ?? 0;
      if (times >= ENOUGH && !this.#seen.has(other)) {
        this.#remarks.notRecorded(other);
      }
    }
  }

  #event(event: AnyEvent): void {
    if (!Number.isInteger(event.t)) {
      this.#remarks.seconds();
    }
    if (event.t < this.#t) {
      this.#remarks.backwards(this.#line, event.t, this.#t);
    }
    this.#begin = Number.isNaN(this.#begin) ? event.t : this.#begin;
    this.#t = event.t;
    this.#open = event.t >= this.#window.from && event.t <= this.#window.to;
    if (this.#open) {
      this.#events += 1;
      this.#from = Number.isNaN(this.#from) ? event.t : this.#from;
      this.#to = event.t;
    }
    this.#count(event.ev);
    this.#threads.add(event.th);
    this.#recent.add(event);
    const calls = this.#calls.get(event.ev);
    if (calls !== undefined) {
      for (const call of calls) {
        call(event);
      }
    }
    if (this.#observe !== null) {
      this.#observe(event, this.#line);
    }
    if (this.#broke.length > 0) {
      this.#settle();
    }
  }

  /** Keeps what is around an event at which claims broke for the first time. */
  #settle(): void {
    if (this.#broke.length > 0) {
      const scene = { events: this.#recent.events(), state: this.#model.describe(this.#state) };
      this.#broke.forEach((tally) => this.#scenes.set(tally, scene));
      this.#broke = [];
    }
  }
}

function callsOf(
  model: ConformModel,
  state: unknown,
  watches: readonly Watch<Vocabulary>[],
): ReadonlyMap<string, readonly Call[]> {
  const own = model.apply(state);
  return new Map(
    Object.keys(model.vocabulary).map((kind) => {
      const before = watches.map((watch) => watch.before?.[kind]);
      const after = watches.map((watch) => watch.after?.[kind]);
      const calls = [...before, own[kind], ...after].filter((call) => call !== undefined);
      return [kind, calls as unknown as readonly Call[]];
    }),
  );
}
