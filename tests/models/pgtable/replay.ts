import { Execution } from "../../../src/core/execution.ts";
import { ENGINE_CLAIMS } from "../../../src/core/outcome.ts";
import type { Claim } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { rcu_barrier } from "../../../src/kernel/rcu.ts";
import type { Cmo } from "../../../models/pgtable/cmo.ts";
import { kvm_pgtable_stage2_destroy } from "../../../models/pgtable/destroy.ts";
import type { PgtableEvents } from "../../../models/pgtable/events.ts";
import { stage2Geometry } from "../../../models/pgtable/geometry.ts";
import type { PageGeometry } from "../../../models/pgtable/geometry.ts";
import { kvm_mmu_free_memory_cache } from "../../../models/pgtable/memory-cache.ts";
import type { TablePage } from "../../../models/pgtable/table-page.ts";
import { TLBI_TTL_UNKNOWN } from "../../../models/pgtable/tlb.ts";
import type { Tlbi } from "../../../models/pgtable/tlb.ts";
import { call } from "./call.ts";
import { Host, InOrder, unlockEntry } from "./host.ts";
import { hex, printTables } from "./print.ts";
import type { Printed } from "./print.ts";
import { cmoLines, eventLines, stateLines } from "./recorded.ts";
import type { VectorLine } from "./vector-file.ts";

export interface Mismatch {
  readonly line: number;
  readonly op: string;
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

/** What an op has done, besides its answer. */
class Record {
  ev: string[] = [];
  dc: string[] = [];
  ic: string[] = [];
  warn = 0;
  /** Tables taken out and not freed yet. */
  readonly unlinked: { readonly page: TablePage; readonly level: number }[] = [];

  clear(): void {
    this.ev = [];
    this.dc = [];
    this.ic = [];
    this.warn = 0;
  }
}

function showTlbi({ kind, ipa, level, pages }: Tlbi): string {
  if (kind === "vmid") {
    return "T vmid";
  }
  return kind === "range"
    ? `T range ${hex(ipa)} ${pages}`
    : `T ${kind} ${hex(ipa)} ${level === TLBI_TTL_UNKNOWN ? "?" : level}`;
}

const showCmo = ({ pa, size }: Cmo): string => `${hex(pa)} ${hex(size)}`;

interface State {
  readonly host: Host;
  readonly record: Record;
}

const recording = {
  name: "recording",
  on: {
    zalloc_page: ({ record }, { pfn }) => note(record.ev, `A ${pfn}`),
    free_page: ({ record, host }, page) =>
      page.owner === page ? note(record.ev, `F ${host.mm_ops.pages.indexOf(page as TablePage)}`) : null,
    free_unlinked_table({ record }, unlinked) {
      record.unlinked.push(unlinked);
      return note(record.ev, `U ${unlinked.page.pfn} ${unlinked.level}`);
    },
    free_pages_exact({ record }, pages) {
      record.ev.push(...pages.map(({ pfn, count }) => `P ${pfn} ${count}`));
      return null;
    },
    tlbi: ({ record }, tlbi) => note(record.ev, showTlbi(tlbi)),
    dcache_clean_inval_poc: ({ record }, cmo) => note(record.dc, showCmo(cmo)),
    icache_inval_pou: ({ record }, cmo) => note(record.ic, showCmo(cmo)),
    WARN_ON({ record }) {
      record.warn++;
      return null;
    },
  },
} satisfies Claim<State, PgtableEvents>;

function note(list: string[], text: string): null {
  list.push(text);
  return null;
}

type Fields = readonly (readonly [field: string, expected: unknown, got: unknown])[];

/** What is compared after an op: everything that the files record. */
function fieldsOf({ host, record }: State, line: VectorLine, i: number, r: unknown, expected: StateFields): Fields {
  const g = host.mm_ops.geometry;
  const result = line.results[i]!;
  const op = line.ops[i]!;
  const { leaves, tables, annots } = printTables(host.pgt);
  const pages = host.mm_ops.pages.slice(g.pgdPages);
  const pending = record.unlinked.filter(({ page }) => !page.freed);
  const hasCache = "mc" in op && op.mc >= 0;
  return [
    ["r", result.r, r],
    ["ev", eventLines(g, result.ev), record.ev],
    ["dc", cmoLines(result.dc), record.dc],
    ["ic", cmoLines(result.ic), record.ic],
    ["warn", result.warn ?? 0, record.warn],
    ["mc", result.mc, hasCache ? host.mc.nobjs.peek : undefined],
    ["leaves", expected.leaves, leaves],
    ["tables", expected.tables, tables],
    ["annots", expected.annots, annots],
    ["pending", expected.pending, pending.map(({ page, level }) => [page.pfn, level])],
    ["live", expected.live, pages.filter((page) => !page.freed).length],
  ];
}

interface StateFields extends Printed {
  readonly pending: unknown;
  readonly live: number;
}

const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

/** The first field that differs; of a list, its first entry that does. */
function firstDifference(fields: Fields): Pick<Mismatch, "field" | "expected" | "got"> | null {
  for (const [field, expected, got] of fields) {
    if (Array.isArray(expected) && Array.isArray(got)) {
      const at = expected.findIndex((entry, i) => entry !== got[i] && show(entry) !== show(got[i]));
      const i = at < 0 ? expected.length : at;
      if (at >= 0 || got.length > expected.length) {
        return { field: `${field}[${i}]`, expected: show(expected[i]), got: show(got[i]) };
      }
    } else if (show(expected) !== show(got)) {
      return { field, expected: show(expected), got: show(got) };
    }
  }
  return null;
}

export interface Replayed {
  readonly mismatch: Mismatch | null;
  /** Recorded calls that agreed. */
  readonly ops: number;
  /** Steps of the model. */
  readonly steps: number;
}

/** Replays a line up to the first difference, as one run of the engine with one task. */
export function replayLine(
  line: VectorLine,
  setup = (world: World, g: PageGeometry) => new Host(world, line, g),
): Replayed {
  const geometry = stage2Geometry("4K", line.cfg.ia_bits);
  const strategy = new InOrder(line.ops.some((op) => "fail_cas" in op));
  const found: Mismatch[] = [];
  let ops = 0;

  function* caller(state: State): Task {
    const { host, record } = state;
    const { start_level, pgdPages } = geometry;
    const start = firstDifference([
      ["init", line.init, { start_level, ia_bits: geometry.ia_bits, pgd_pages: pgdPages }],
    ]);
    if (start !== null) {
      found.push({ line: line.id, op: "init", ...start });
      return;
    }
    let expected = emptyState(host);
    for (const [i, op] of line.ops.entries()) {
      record.clear();
      strategy.failCas = "fail_cas" in op ? (op.fail_cas ?? 0) : 0;
      const r = yield* call(host, op);
      strategy.failCas = 0;
      const recorded = line.states[i];
      if (recorded) {
        expected = { ...stateLines(geometry, recorded), pending: recorded.pending ?? [], live: recorded.live };
      }
      const difference = firstDifference(fieldsOf(state, line, i, r, expected));
      if (difference !== null) {
        found.push({ line: line.id, op: `${i}: ${show(op)}`, ...difference });
        return;
      }
      ops++;
    }
    yield* tearDown(host);
  }

  const execution = new Execution<State>(
    {
      name: "replay",
      setup: (world) => ({ host: setup(world, geometry), record: new Record() }),
      tasks: [{ name: "caller", run: caller }],
      claims: [recording as Claim<State>],
    },
    { stopAtViolation: false, maxSteps: Number.MAX_SAFE_INTEGER },
  );
  const outcome = execution.run(strategy);
  // A wrong argument makes the kernel warn; the recordings count that, and `warn` compares it.
  const broken = execution.violations.filter(({ claim }) => claim !== ENGINE_CLAIMS.warning);
  if (found.length === 0 && (outcome.kind !== "passed" || broken.length > 0)) {
    const got = outcome.kind === "passed" ? broken[0]!.message : show(outcome);
    found.push({ line: line.id, op: "all", field: "the engine's claims", expected: "passed", got });
  }
  return { mismatch: found[0] ?? null, ops, steps: execution.steps };
}

function emptyState({ pgt }: Host): StateFields {
  return { ...printTables(pgt), pending: [], live: 0 };
}

/** So that whatever is left then is a leak. */
function* tearDown(host: Host): Task {
  yield* unlockEntry(host);
  yield* rcu_barrier(host.rcu);
  if (host.pgt.pgd !== null) {
    yield* kvm_pgtable_stage2_destroy(host.pgt);
  }
  const { mc, spare } = host;
  while (spare.length > 0) {
    mc.objects[mc.nobjs.peek++] = spare.pop()!;
  }
  yield* kvm_mmu_free_memory_cache(mc);
}
