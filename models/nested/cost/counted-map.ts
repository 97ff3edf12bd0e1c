import type { Task } from "../../../src/core/task.ts";
import { noSteps } from "../designs/no-steps.ts";
import type { NestedDesign, ReverseMap } from "../reverse-map.ts";
import type { Meter } from "./meter.ts";

/** One for millions of chunks: it has no steps any more. */
const ENDED = noSteps();
ENDED.next();

/** The same design; the meter is told of every chunk that a range walk ends, also where it was empty and took no step. */
export function counted(design: NestedDesign, meter: Meter): NestedDesign {
  const map = design.reverse_map;
  return { ...design, reverse_map: { ...map, ...fullUnmaps(map, meter), after_chunk: chunks(map, meter) } };
}

function chunks(map: ReverseMap, meter: Meter): Required<ReverseMap>["after_chunk"] {
  return (kvm, mmu, chunk) => {
    meter.chunk();
    return map.after_chunk === undefined ? ENDED : map.after_chunk(kvm, mmu, chunk);
  };
}

function fullUnmaps(map: ReverseMap, meter: Meter): Pick<ReverseMap, "before_full_unmap"> {
  return {
    *before_full_unmap(kvm, mmu): Task {
      meter.add("full");
      if (map.before_full_unmap !== undefined) {
        yield* map.before_full_unmap(kvm, mmu);
      }
    },
  };
}
