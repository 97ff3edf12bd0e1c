import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dotOf, type Automaton } from "./automaton.ts";

/** Writes each automaton as `name.dot`, and a page that says what its events are. Returns the names of the files. */
export function writeAutomata(folder: string, automata: readonly Automaton[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const files = automata.map((automaton) => [`${automaton.name}.dot`, dotOf(automaton)] as const);
  const all = [...files, ["README.md", pageOf(automata)] as const];
  all.forEach(([name, text]) => writeFileSync(join(folder, name), text));
  return all.map(([name]) => join(folder, name));
}

function pageOf(automata: readonly Automaton[]): string {
  const parts = automata.map(({ name, says, functions }) => {
    const rows = Object.entries(functions).map(([event, place]) => `| ${event} | ${place} |`);
    return `## ${name}\n\n${says}.\n\n| event | function |\n|---|---|\n${rows.join("\n")}\n`;
  });
  return `# Monitors for runtime verification

Deterministic automata in the dot form of Documentation/trace/rv, each for one thread. In a kernel tree:

    tools/verification/rvgen/rvgen monitor -c da -s NAME.dot -t per_task

makes the skeleton of a monitor; what is left is to call its \`da_handle_event\` from probes of these functions, for the VM's
mmu_lock only.

${parts.join("\n")}`;
}
