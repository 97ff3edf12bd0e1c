import type { AnyEvent } from "./vocabulary.ts";

/** From a state, by an event, to a state. */
export type Transition = readonly [from: string, event: string, to: string];

/** What one thread may do, as a deterministic automaton: an event for which its state has no transition is an error. */
export interface Automaton {
  /** As the kernel names a monitor. */
  readonly name: string;
  /** One sentence. */
  readonly says: string;
  readonly initial: string;
  readonly transitions: readonly Transition[];
  /** The automaton's event that an event of a trace is; null for those that it does not look at. */
  readonly project: (event: AnyEvent) => string | null;
  /** By event: the function whose entry or return it is. */
  readonly functions: Readonly<Record<string, string>>;
}

export const statesOf = ({ initial, transitions }: Automaton): readonly string[] => [
  ...new Set([initial, ...transitions.flatMap(([from, , to]) => [from, to])]),
];

/**
 * In the form of Documentation/trace/rv/deterministic_automata.rst, as tools/verification/rvgen reads it: the nodes, of which
 * one stands for the beginning, then that transition, then each state's label and its transitions.
 */
export function dotOf(automaton: Automaton): string {
  const { initial, transitions } = automaton;
  const states = statesOf(automaton);
  const others = states.filter((state) => state !== initial);
  return `digraph state_automaton {
	center = true;
	size = "7,11";
${others.map((state) => `	{node [shape = circle] "${state}"};\n`).join("")}	{node [shape = plaintext, style=invis, label=""] "__init_${initial}"};
	{node [shape = doublecircle] "${initial}"};
	{node [shape = circle] "${initial}"};
	"__init_${initial}" -> "${initial}";
${states.map((state) => stateLines(state, transitions)).join("")}	{ rank = min ;
		"__init_${initial}";
		"${initial}";
	}
}
`;
}

/** Events that lead to the same state share an arrow. */
function stateLines(state: string, transitions: readonly Transition[]): string {
  const targets = new Map<string, string[]>();
  for (const [from, event, to] of transitions) {
    if (from === state) {
      targets.set(to, [...(targets.get(to) ?? []), event]);
    }
  }
  const arrows = [...targets].map(
    ([to, events]) => `	"${state}" -> "${to}" [ label = "${events.join(String.raw`\n`)}" ];\n`,
  );
  return `	"${state}" [label = "${state}"];\n${arrows.join("")}`;
}
