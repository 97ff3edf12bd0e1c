import type { Model } from "../../src/scenario/model.ts";
import { configOf, settings } from "../walkers/config.ts";
import { kvm_destroy_vm } from "../walkers/destroy.ts";
import type { WalkerEvents } from "../walkers/events.ts";
import { agerRole, unmapperRole, vcpuRole } from "../walkers/roles.ts";
import { show } from "../walkers/show.ts";
import { Vm } from "../walkers/state.ts";
import type { WalkerDesign } from "../walkers/walker-design.ts";
import { lockless } from "./designs/lockless-age.ts";
import { locklessRootInFlush } from "./designs/lockless-age-flush.ts";
import { locklessFlushLast } from "./designs/lockless-age-flush-last.ts";
import { locklessNoPut } from "./designs/lockless-age-no-put.ts";
import { locklessPutRcu } from "./designs/lockless-age-rcu.ts";
import { locklessStore } from "./designs/lockless-age-store.ts";
import { locklessTwoPuts } from "./designs/lockless-age-two-puts.ts";
import { locklessFreeRemoved } from "./designs/lockless-age-unlinked.ts";

/** The walkers of models/walkers, with one that takes no lock: designs for aging as it was proposed in 2023. */
export const aging: Model<Vm, WalkerDesign, WalkerEvents> = {
  name: "aging",
  title: "aging of a stage-2 table without mmu_lock, as proposed in 2023",
  share: 1 / 3,
  designs: [
    lockless,
    locklessPutRcu,
    locklessFreeRemoved,
    locklessNoPut,
    locklessTwoPuts,
    locklessRootInFlush,
    locklessStore,
    locklessFlushLast,
  ],
  settings: { half0: settings["half0"]!, old: settings["old"]!, hafdbs: settings["hafdbs"]! },
  roles: { vcpu: { ...vcpuRole, max: 1 }, notifier: unmapperRole, ager: agerRole },
  setup: (world, scenario, design) => new Vm(world, configOf(scenario), design.knobs),
  background: [{ name: "VM destruction", run: kvm_destroy_vm }],
  show,
};
