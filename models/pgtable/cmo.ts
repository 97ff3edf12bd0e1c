import { Op } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { MmOps } from "./mm-ops.ts";

/** Cache maintenance on the memory behind a leaf; `pa` and `size` in the unit of the geometry. */
export interface Cmo {
  readonly pa: number;
  readonly size: number;
}

/** It changes nothing that tasks see: what matters is whether it happens, and in what order. */
function cmoKind(name: string): OpKind {
  return {
    name,
    access: 0,
    ready: null,
    perform(op) {
      op.object.world.emit(name, op.a);
      return undefined;
    },
    describe(op) {
      const { pa, size } = op.a as Cmo;
      return `${name}(0x${pa.toString(16)}, 0x${size.toString(16)})`;
    },
  };
}

const DCACHE = cmoKind("dcache_clean_inval_poc");
const ICACHE = cmoKind("icache_inval_pou");

export function dcache_clean_inval_poc(mm_ops: MmOps, pa: number, size: number): Op<void> {
  return new Op<void>(DCACHE, mm_ops, { pa, size } satisfies Cmo);
}

export function icache_inval_pou(mm_ops: MmOps, pa: number, size: number): Op<void> {
  return new Op<void>(ICACHE, mm_ops, { pa, size } satisfies Cmo);
}
