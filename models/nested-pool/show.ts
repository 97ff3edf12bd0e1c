import type { Section } from "../../src/core/program.ts";
import { INVALID } from "./state.ts";
import type { Vm } from "./state.ts";

/** The pool for reports. */
export function show({ nested_mmus, nested_mmus_size, hw_mmu }: Vm): readonly Section[] {
  const mmus = nested_mmus.peek?.mmus.flatMap(({ peek }) => (peek === null ? [] : [peek])) ?? [];
  return [
    {
      title: `${nested_mmus.peek?.label ?? "no array"}, size ${nested_mmus_size.peek}`,
      rows: mmus.map(({ label, key, refcnt, pgt }) => {
        const whose = key.peek === INVALID ? "nobody's" : `guest ${key.peek - 1}'s`;
        return `${label}: ${whose}, ${refcnt.peek} using it${pgt.peek === null ? ", no tables" : ""}`;
      }),
    },
    { title: "loaded", rows: hw_mmu.flatMap((mmu, vcpu) => (mmu === null ? [] : [`vCPU ${vcpu}: ${mmu.label}`])) },
  ];
}
