import type { Automaton } from "./automaton.ts";
import type { Claim } from "./claim.ts";
import type { Lookup } from "./decode.ts";
import type { RawLine } from "./ftrace.ts";
import type { ScenarioRecorder } from "./scenario-draft.ts";
import type { AnyEvent, Handlers, Vocabulary } from "./vocabulary.ts";

/** What a line of ftrace means: a kind of the vocabulary, and its fields as the compact form would have them. */
export interface Meaning {
  readonly ev: string;
  readonly lookup: Lookup;
}

/** What a translator makes of a line: an event, nothing that matters, a probe it does not know, something of another VM. */
export type Translation = Meaning | null | "unknown" | "another VM";

export interface Translator {
  readonly translate: (line: RawLine) => Translation;
  /** Lines were lost: what several of them say together may be incomplete. */
  readonly forget: () => void;
}

/** All that `s2check conform` needs of a model; a folder `conform` in the model's own exports one from `conform.ts` by default. */
export interface ConformModel<V extends Vocabulary = Vocabulary, S = unknown> {
  readonly name: string;
  readonly title: string;
  readonly vocabulary: V;
  /** Dynamic events to enable, in the syntax of `dynamic_events`, and static ones by system and name. */
  readonly probes: Probes;
  readonly claims: readonly Claim<V, S>[];
  /** A state of which nothing is known yet. */
  readonly begin: () => S;
  /** Where the first kind happens, the second does: if it never comes, it was not recorded. */
  readonly companions: readonly (readonly [kind: keyof V & string, other: keyof V & string])[];
  /** How events change it. */
  readonly apply: (state: S) => Handlers<V>;
  /** Events were lost: whatever the state held may be wrong. */
  readonly forget: (state: S) => void;
  /** A new reader of ftrace lines; it remembers what several lines say together. */
  readonly translator: () => Translator;
  /** A few words on an event, for a column. */
  readonly show: (event: AnyEvent) => string;
  /** How a part of a trace becomes a scenario of the model that runs, for which design and property. */
  readonly scenarios: {
    readonly design: string;
    /** The lock whose turns order the trace. */
    readonly lock: string;
    /** By claim; what is not named is explored for `property`. */
    readonly properties: Readonly<Record<string, string>>;
    readonly property: string;
    readonly recorder: () => ScenarioRecorder;
  };
  /** Projections to what one thread does, for monitors in the kernel. */
  readonly automata: readonly Automaton[];
  /** The state as a report shows it. */
  readonly describe: (state: S) => readonly string[];
}

export interface Probes {
  readonly dynamic: readonly string[];
  readonly events: readonly string[];
  readonly filters: readonly Filter[];
  /** Events of a lock, recorded only for the one at the address that an event shows as `kvm`. */
  readonly locks: {
    readonly created: string;
    /** `and`: what else the filter asks for. */
    readonly events: readonly { readonly event: string; readonly and: string }[];
  };
}

/** What to leave out of a recording, with a reason. */
export interface Filter {
  readonly event: string;
  readonly filter: string;
  readonly why: string;
}

/** Keeps the types of a model while it is written; the reader of traces needs none of them. */
export const conformModel = <V extends Vocabulary, S>(model: ConformModel<V, S>): ConformModel =>
  model as unknown as ConformModel;
