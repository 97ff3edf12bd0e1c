import type { Meaning, Translation, Translator } from "../../../../src/conform/conform-model.ts";
import { argument, type RawLine } from "../../../../src/conform/ftrace.ts";
import { guestRules } from "./guest-rules.ts";
import { hostRules } from "./host-rules.ts";
import { MmuNames, NotYetKnown, OfAnotherVm } from "./mmu-names.ts";
import type { Context, Rule } from "./rule.ts";
import { walkerRules } from "./walker-rules.ts";

/** By probe: the event that a line of it is. */
const rules: Readonly<Record<string, Rule>> = { ...walkerRules, ...hostRules, ...guestRules };

/** Probes that tell no more than others do. */
const ignored: ReadonlySet<string> = new Set([
  "initvm",
  "unmap_ret",
  "tcy",
  "w_map",
  "w_map_ret",
  "w_set",
  "w_unmap",
  "w_attr",
  "kvm_exit",
  "kvm_nested_eret",
  "kvm_inject_nested_exception",
  "kvm_unmap_hva_range",
  "kvm_age_hva",
  "kvm_test_age_hva",
  "vncr_inv",
]);

/** Reads lines of ftrace with the probes of `probes.ts`; several lines may say one thing together. */
export function translator(): Translator {
  const names = new MmuNames();
  const contexts = new Map<string, Context>();
  const translate = ({ thread, event, text }: RawLine): Translation => {
    const rule = rules[event];
    if (rule === undefined) {
      return ignored.has(event) ? null : "unknown";
    }
    let context = contexts.get(thread);
    if (context === undefined) {
      context = { mmu: undefined, old: undefined, other: false };
      contexts.set(thread, context);
    }
    if (context.other && !(event === "hw_load" && argument(text, "vttbr") === "0")) {
      names.another(argument(text, "mmu"));
      return "another VM";
    }
    try {
      const meaning = meaningOf(rule({ text, read: (name) => argument(text, name), names, context }));
      context.other = false;
      return meaning;
    } catch (error) {
      return excuse(error, event, context);
    }
  };
  const forget = (): void => {
    contexts.forEach((context) => {
      context.mmu = undefined;
      context.old = undefined;
    });
  };
  return { translate, forget };
}

/** Lines about MMUs that are not of this VM, or not yet known to be. */
function excuse(error: unknown, event: string, context: Context): Translation {
  if (error instanceof OfAnotherVm) {
    context.other ||= event === "hw_load";
    return "another VM";
  }
  if (error instanceof NotYetKnown) {
    return null;
  }
  throw error;
}

function meaningOf(found: ReturnType<Rule>): Meaning | null {
  if (found === null) {
    return null;
  }
  const [ev, fields] = found;
  return { ev, lookup: (field) => fields[field] };
}
