import type { NestedDesign, ReverseMap } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { unmap_shadow } from "../../../models/nested/mmu/unmap.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Observer } from "../../../src/core/observer.ts";
import type { Program } from "../../../src/core/program.ts";
import type { Strategy } from "../../../src/core/strategy.ts";
import type { Task } from "../../../src/core/task.ts";
import type { Call } from "../../../src/kernel/maple_call.ts";
import { NULL } from "../../../src/kernel/xa_entry.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { faultAt, oneChunk, realKvm, shadow } from "./real-kvm.ts";
import type { RevmapLine, RevmapOp } from "./revmap_vector_file.ts";

export interface Mismatch {
  readonly line: number;
  readonly opIndex: number;
  readonly op: string;
  readonly field: "result" | "state" | "broken";
  readonly expected: string;
  readonly got: string;
}

/** What one op did, as the recordings say it. */
interface Seen {
  readonly reports: unknown[];
  /** The word that the design last tried to store in the reverse map. */
  stored: bigint | null;
}

const print = (address: number): string => address.toString(16);
const parse = (text: string): number => Number.parseInt(text, 16);

/**
 * Runs the ops of a line through the hooks of a design, one after the other, up to the first difference, which it returns;
 * `onOp` is called after each op that agreed.
 */
export function replayLine(line: RevmapLine, design: NestedDesign, onOp: (op: RevmapOp) => void): Mismatch | null {
  const replay = new Replay(line, design, onOp);
  const options = { maxSteps: 1_000_000, observers: [replay] };
  const outcome = new Execution(replay.program, options).run(replay.strategy);
  if (outcome.kind !== "passed") {
    throw new Error(`line ${line.id}: ${JSON.stringify(outcome)}`);
  }
  return replay.mismatch;
}

class Replay implements Observer {
  mismatch: Mismatch | null = null;
  readonly program: Program<Kvm>;
  /** Allocations fail exactly where the recording says so: that depends on the layout of nodes. */
  readonly strategy: Strategy = {
    name: "replay",
    begin: () => true,
    pick: () => 0,
    choose: () => (this.#fails ? 1 : 0),
  };
  readonly #line: RevmapLine;
  readonly #map: ReverseMap;
  readonly #onOp: (op: RevmapOp) => void;
  #fails = false;
  #seen: Seen = { reports: [], stored: null };

  constructor(line: RevmapLine, design: NestedDesign, onOp: (op: RevmapOp) => void) {
    this.#onOp = onOp;
    this.#line = line;
    this.#map = design.reverse_map;
    const watched = { ...design, reverse_map: this.#watched(design.reverse_map) };
    this.program = {
      name: `line ${line.id}`,
      setup: (world) => realKvm(world, watched),
      tasks: [{ name: "replay", run: (kvm) => this.#run(kvm) }],
      claims: [],
    };
  }

  step(op: Parameters<Required<Observer>["step"]>[0]): void {
    const stores = op.kind.name === "mas_wr_walk" && op.object.name === "nested_revmap_mt";
    const call = stores ? (op.a as Call) : null;
    if (call?.entry !== undefined && call.entry !== NULL) {
      this.#seen.stored = call.entry;
    }
  }

  /** Targeted unmaps show as chunks, unmaps of everything by their beginning. */
  #watched(map: ReverseMap): ReverseMap {
    const { reports } = this.#seen;
    return {
      ...map,
      *before_full_unmap(kvm, mmu): Task {
        reports.push(["FULL", map.broken(mmu) ? "broken" : "unknown"]);
        yield* map.before_full_unmap?.(kvm, mmu) ?? [];
      },
      *after_chunk(kvm, mmu, chunk): Task {
        if (chunk.size !== oneChunk.nestedSize) {
          reports.push(["UNMAP", print(chunk.start), print(chunk.size)]);
        }
        yield* map.after_chunk?.(kvm, mmu, chunk) ?? [];
      },
    };
  }

  *#run(kvm: Kvm): Task {
    let state: RevmapLine["states"][number] = [];
    for (const [opIndex, op] of this.#line.ops.entries()) {
      const recorded = this.#line.results[opIndex];
      const result = yield* this.#perform(kvm, op, recorded);
      state = this.#line.states[opIndex] ?? state;
      const checks = [
        { field: "result", expected: comparable(recorded), got: result },
        { field: "state", expected: state, got: this.#state(kvm) },
        { field: "broken", expected: this.#line.broken?.[opIndex] ?? 0, got: Number(this.#map.broken(shadow(kvm))) },
      ] as const;
      for (const { field, expected, got } of checks) {
        if (this.mismatch === null && JSON.stringify(expected) !== JSON.stringify(got)) {
          const texts = { op: JSON.stringify(op), expected: JSON.stringify(expected), got: JSON.stringify(got) };
          this.mismatch = { line: this.#line.id, opIndex, field, ...texts };
        }
      }
      if (this.mismatch !== null) {
        return;
      }
      this.#onOp(op);
    }
  }

  *#perform(kvm: Kvm, op: RevmapOp, recorded: unknown): Task<unknown> {
    const { mmu_lock, reverse_map } = kvm;
    const mmu = shadow(kvm);
    this.#seen.reports.length = 0;
    this.#seen.stored = null;
    if (op.op === "record" || op.op === "record_nomem") {
      const ret = Array.isArray(recorded) ? (recorded[1] as number) : 0;
      this.#fails = ret !== 0;
      yield* read_lock(mmu_lock);
      yield* reverse_map.record!(kvm, mmu, faultAt(kvm, parse(op.canon), parse(op.nested), parse(op.size)));
      yield* read_unlock(mmu_lock);
      this.#fails = false;
      return [this.#kind(), ret];
    }
    yield* write_lock(mmu_lock);
    if (op.op === "unmap") {
      yield* reverse_map.unmap_canonical(kvm, mmu, { start: parse(op.canon), size: parse(op.size) }, false);
    } else {
      yield* unmap_shadow(kvm, mmu, false);
    }
    yield* write_unlock(mmu_lock);
    return op.op === "clear" ? ["cleared"] : [...this.#seen.reports];
  }

  #kind(): string {
    const { stored } = this.#seen;
    if (stored === null) {
      return "keep";
    }
    return this.#map.encoding!.decode(stored) === null ? "unknown" : "insert";
  }

  #state(kvm: Kvm): unknown {
    return this.#map
      .entries(shadow(kvm))
      .map(({ start, size, nested }) => [
        print(start),
        print(start + size - 1),
        nested === null ? null : print(nested),
      ]);
  }
}

/** Without the fields for maps that trim. */
function comparable(recorded: unknown): unknown {
  const reports = Array.isArray(recorded) ? (recorded as unknown[]) : [];
  return reports.map((report) => (Array.isArray(report) ? (report as unknown[]).slice(0, 3) : report));
}
