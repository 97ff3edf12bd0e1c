import { onEach } from "../../../../src/conform/claim.ts";
import type { Kind, Kinds } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Thread } from "../state/thread.ts";

const RETURNS = {
  map_ret: "map",
  relax_ret: "relax",
  split_ret: "split",
  unmap_range_ret: "unmap_range",
  wp_range_ret: "wp_range",
  fault_ret: "fault",
  by_vmid_ret: "by_vmid",
  nested_unmap_ret: "nested_unmap",
  nested_wp_ret: "nested_wp",
  notifier_unmap_ret: "notifier_unmap",
} as const satisfies Partial<Record<Kind, Kind>>;

type Return = keyof typeof RETURNS;
type Call = (typeof RETURNS)[Return];

/**
 * Calls of one thread nest: ∀ return of f: f is the call that began last and has not returned; none of these calls begins inside of
 * another of its own kind. Probes that are missed, which no counter of lost events tells, show here first.
 */
export const callsPaired: NestedClaim = {
  name: "calls-paired",
  says: "calls of one thread return in turn; where they do not, the recording lacks events",
  needs: ["fault", "fault_ret"],
  watch(kvm, verdict) {
    const threads = new WeakMap<Thread, { readonly open: Call[]; readonly begun: Set<Call> }>();
    const of = (th: string): { readonly open: Call[]; readonly begun: Set<Call> } => {
      const thread = kvm.thread(th);
      let known = threads.get(thread);
      if (known === undefined) {
        known = { open: [], begun: new Set() };
        threads.set(thread, known);
      }
      return known;
    };
    /** Calls that were seen to return at all: of others there is no probe. */
    const returning = new Set<Call>();
    const begin = ({ th, ev }: { readonly th: string; readonly ev: Call }): void => {
      const { open, begun } = of(th);
      if (open.includes(ev)) {
        if (returning.has(ev)) {
          verdict.broken(`${th} begins ${ev} before its last ${ev} has returned`);
        }
        open.length = open.indexOf(ev);
      }
      open.push(ev);
      begun.add(ev);
    };
    const end = ({ th, ev }: { readonly th: string; readonly ev: Return }): void => {
      const { open, begun } = of(th);
      const call = RETURNS[ev];
      returning.add(call);
      const at = open.lastIndexOf(call);
      const inner = at === open.length - 1 ? undefined : open.slice(at + 1).find((one) => returning.has(one));
      open.length = at < 0 ? open.length : at;
      if (at < 0 && begun.has(call)) {
        verdict.broken(`${call} returns to ${th}, which has not begun it`);
      } else if (at >= 0 && inner !== undefined) {
        verdict.broken(`${call} returns to ${th} before ${inner}, which it began inside of it`);
      } else if (at >= 0) {
        verdict.held();
      }
    };
    return {
      before: {
        ...onEach<Kinds, Call>(Object.values(RETURNS), begin),
        ...onEach<Kinds, Return>(Object.keys(RETURNS) as Return[], end),
      },
    };
  },
};
