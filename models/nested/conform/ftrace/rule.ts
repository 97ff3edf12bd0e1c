import type { Kind } from "../kinds.ts";
import { type MmuNames, NotYetKnown, OfAnotherVm } from "./mmu-names.ts";

/** The arguments of a probe. */
type Read = (name: string) => string | undefined;

/** What one thread is in the middle of, as far as later lines need it. */
export interface Context {
  /** The MMU of the walk; undefined where its call was not seen. */
  mmu: string | undefined;
  old: string | undefined;
  /** It is a vCPU of another VM. */
  other: boolean;
}

export interface Line {
  readonly text: string;
  readonly read: Read;
  readonly names: MmuNames;
  readonly context: Context;
}

export type Fields = Readonly<Record<string, string | number | null | undefined>>;
export type Rule = (line: Line) => readonly [kind: Kind, fields: Fields] | null;

export const NONE: Fields = {};
export const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
export const mmuOf = ({ read, names }: Line): string | undefined => names.of(read("mmu"));
/** Remembers the MMU for the walkers, whose own lines do not name it. */
export function enters(line: Line): string | undefined {
  const mmu = mmuOf(line);
  line.context.mmu = mmu ?? line.context.mmu;
  return mmu;
}

/**
 * The MMU of the walk that an entry is told by.
 * @throws NotYetKnown where the trace begins in the middle of it.
 */
export function walkedIn({ context }: Line): string {
  if (context.mmu === undefined) {
    throw new NotYetKnown();
  }
  return context.mmu;
}

export const entryOf = ({ read }: Line): Fields => ({ level: number(read("level")), ipa: read("ctx_addr") });
export const changeOf = (line: Line): Fields => ({ ...entryOf(line), old: line.read("old"), pte: line.read("pte") });
export const flushOf = (line: Line): Fields => ({ mmu: mmuOf(line), vmid: line.read("vmid") });

/** Locks are told apart by mmu_lock's address; others are not recorded, or belong to another VM. */
export const ofLock =
  (kind: Kind): Rule =>
  ({ read, names }) =>
    names.isMmuLock(read("lock")) ? [kind, NONE] : null;

/** For probes that show `struct kvm`. */
export const ofVm =
  (rule: Rule): Rule =>
  (line) => {
    if (!line.names.isThisVm(line.read("kvm"))) {
      throw new OfAnotherVm();
    }
    return rule(line);
  };
