import type { Hyp } from "../../models/pkvm/state.ts";
import { BbmProtocol } from "../../models/pgtable/bbm-protocol.ts";
import type { EverValid } from "../../models/pgtable/ever-valid.ts";
import type { KvmPgtable } from "../../models/pgtable/pgtable.ts";
import type { SeveralCpus } from "../../models/tlb-vmid/cpus.ts";
import type { Machine } from "../../models/tlb-vmid/state.ts";
import type { Vm } from "../../models/walkers/state.ts";

/** What a model has of the three oracles, and where its tables are. */
export interface Tables {
  readonly pgt: KvmPgtable;
  readonly ever: EverValid;
  readonly cpus: SeveralCpus | null;
  readonly protocol: BbmProtocol;
  /** Whether the model tells the automaton of its steps. */
  readonly isToldOfSteps: boolean;
}

const ofVm = (state: unknown): Tables => {
  const { pgt, ghost } = state as Vm;
  return { pgt: pgt!, ever: ghost.tlb, cpus: null, protocol: new BbmProtocol(), isToldOfSteps: false };
};

const ofHyp = (state: unknown): Tables => {
  const { host, tlb } = state as Hyp;
  return { pgt: host.pgt, ever: tlb, cpus: null, protocol: new BbmProtocol(), isToldOfSteps: false };
};

const ofMachine = (state: unknown): Tables => {
  const { pgt, ever, cpus, protocol } = state as Machine;
  return { pgt, ever, cpus, protocol, isToldOfSteps: true };
};

/** In the setup of a run, by the name of the model. Throws if it has no tables of models/pgtable. */
export function tablesOf(model: string, state: unknown): Tables {
  const of = { walkers: ofVm, aging: ofVm, pkvm: ofHyp, "tlb-vmid": ofMachine }[model];
  if (of === undefined) {
    throw new Error(`${model} has no tables that the oracles could look at`);
  }
  return of(state);
}
