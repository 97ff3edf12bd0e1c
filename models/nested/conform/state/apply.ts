import type { Handlers, Kind } from "../kinds.ts";
import { kinds } from "../kinds.ts";
import { calls } from "./apply-calls.ts";
import { entries } from "./apply-entries.ts";
import { faults } from "./apply-faults.ts";
import { locks } from "./apply-locks.ts";
import { notifiers, sweeps } from "./apply-notifiers.ts";
import { shadows } from "./apply-shadows.ts";
import { tlb } from "./apply-tlb.ts";
import type { Kvm } from "./kvm.ts";

type Call = (event: never) => void;

/** How each kind of event changes the state. */
export function apply(kvm: Kvm): Handlers {
  const parts = [locks, calls, entries, tlb, faults, notifiers, sweeps, shadows].map((part) => part(kvm));
  const all = (Object.keys(kinds) as Kind[]).map((kind) => {
    const [call, ...others] = parts.flatMap((part): Call[] => (part[kind] === undefined ? [] : [part[kind]]));
    if (others.length > 0) {
      throw new Error(`two parts of the state take in ${kind}`);
    }
    return [kind, call] as const;
  });
  return Object.fromEntries(all.filter(([, call]) => call !== undefined)) as Handlers;
}
