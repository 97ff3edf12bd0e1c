import type { Meaning, Translation } from "../../../src/conform/conform-model.ts";
import { argument, type RawLine } from "../../../src/conform/ftrace.ts";
import type { Kind } from "./kinds.ts";
import { MmuNames, NotYetKnown, OfAnotherVm } from "./mmu-names.ts";

/** The arguments of a probe. */
type Read = (name: string) => string | undefined;

/** What one thread is in the middle of, as far as later lines need it. */
interface Context {
  /** The MMU of the walk. */
  mmu: string;
  old: string | undefined;
  /** It is a vCPU of another VM. */
  other: boolean;
}

interface Line {
  readonly text: string;
  readonly read: Read;
  readonly names: MmuNames;
  readonly context: Context;
}

type Fields = Readonly<Record<string, string | number | null | undefined>>;
type Rule = (line: Line) => readonly [kind: Kind, fields: Fields] | null;

const NONE: Fields = {};
const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const mmuOf = ({ read, names }: Line): string | undefined => names.of(read("mmu"));
/** Remembers the MMU for the walkers, whose own lines do not name it. */
function enters(line: Line): string | undefined {
  const mmu = mmuOf(line);
  line.context.mmu = mmu ?? line.context.mmu;
  return mmu;
}

const entryOf = ({ read }: Line): Fields => ({ level: number(read("level")), ipa: read("ctx_addr") });
const changeOf = (line: Line): Fields => ({ ...entryOf(line), old: line.read("old"), pte: line.read("pte") });
const flushOf = (line: Line): Fields => ({ mmu: mmuOf(line), vmid: line.read("vmid") });
/** Locks are told apart by mmu_lock's address; others are not recorded, or belong to another VM. */
const ofLock =
  (kind: Kind): Rule =>
  ({ read, names }) =>
    names.isMmuLock(read("lock")) ? [kind, NONE] : null;

/** For probes that show `struct kvm`. */
const ofVm =
  (rule: Rule): Rule =>
  (line) => {
    if (!line.names.isThisVm(line.read("kvm"))) {
      throw new OfAnotherVm();
    }
    return rule(line);
  };

const rules: Readonly<Record<string, Rule>> = {
  tracing_mark_write: ({ text }) => ["mark", { s: text }],
  rlock: ofLock("rlock"),
  runlock: ofLock("runlock"),
  wlock: ofLock("wlock"),
  wunlock: ofLock("wunlock"),
  yield: (line) => (line.read("ret") === "0" ? null : ofLock("yield")(line)),
  map: (line) => [
    "map",
    {
      mmu: enters(line),
      ipa: line.read("addr"),
      size: line.read("size"),
      pa: line.read("phys"),
      prot: line.read("prot"),
    },
  ],
  map_ret: ({ read }) => ["map_ret", { ipa: read("addr"), ret: number(read("ret")) }],
  relax: (line) => ["relax", { mmu: enters(line), ipa: line.read("addr"), prot: line.read("prot") }],
  relax_ret: ({ read }) => ["relax_ret", { ipa: read("addr"), ret: number(read("ret")) }],
  mkyoung: (line) => ["mkyoung", { mmu: enters(line), ipa: line.read("addr") }],
  split: (line) => ["split", { mmu: enters(line), ipa: line.read("addr"), size: line.read("size") }],
  split_ret: ({ read }) => ["split_ret", { ret: number(read("ret")) }],
  unmap: (line) => (enters(line), null),
  wrprot: (line) => (enters(line), null),
  unmap_range: (line) => [
    "unmap_range",
    {
      mmu: enters(line),
      start: line.read("start"),
      size: line.read("size"),
      may_block: number(line.read("may_block")),
    },
  ],
  unmap_range_ret: (line) => ["unmap_range_ret", { mmu: mmuOf(line) }],
  wp_range: (line) => ["wp_range", { mmu: enters(line), start: line.read("start"), end: line.read("end") }],
  wp_range_ret: (line) => ["wp_range_ret", { mmu: mmuOf(line) }],
  w_break: ({ read, context }) => ((context.old = read("old")), null),
  w_break_ret: (line) => ["pte_break", { ...entryOf(line), ok: number(line.read("ret")), old: line.context.old }],
  w_make: (line) => ["pte_make", { mmu: line.context.mmu, ...entryOf(line), pte: line.read("new") }],
  w_unmap_ret: (line) => ["pte_unmap", { mmu: line.context.mmu, ...changeOf(line) }],
  w_attr_ret: (line) => ["pte_attr", { mmu: line.context.mmu, ...changeOf(line) }],
  w_age: (line) => ["pte_age", changeOf(line)],
  w_split: (line) => ["pte_split", { ...changeOf(line), ret: number(line.read("ret")) }],
  tf_vmid: (line) => ["tf_vmid", flushOf(line)],
  tf_ipa: (line) => ["tf_ipa", { ...flushOf(line), ipa: line.read("ipa"), level: number(line.read("level")) }],
  tf_ipa_nsh: (line) => ["tf_ipa_nsh", { ...flushOf(line), ipa: line.read("ipa"), level: number(line.read("level")) }],
  tf_range: (line) => ["tf_range", { ...flushOf(line), start: line.read("start"), pages: line.read("pages") }],
  tf_cpu: (line) => ["tf_cpu", flushOf(line)],
  tf_s1e2: (line) => ["tf_s1e2", { mmu: mmuOf(line) ?? null, enc: line.read("enc") }],
  tf_all: () => ["tf_all", NONE],
  rtlb_range: ({ read }) => ["rtlb_range", { gfn: read("gfn"), n: read("n") }],
  rtlb_all: ofVm(() => ["rtlb_all", NONE]),
  mn_start: ({ read }) => ["mn_start", { start: read("start"), end: read("end"), event: number(read("event")) }],
  mn_start_ret: ({ read }) => ["mn_start_ret", { start: read("start"), end: read("end") }],
  mn_end: ({ read }) => ["mn_end", { start: read("start"), end: read("end") }],
  ugfn: ofVm(({ read }) => [
    "notifier_unmap",
    {
      start: read("start"),
      end: read("end"),
      may_block: number(read("may_block")),
      seq: number(read("seq")),
      inprog: number(read("inprog")),
    },
  ]),
  ugfn_ret: ofVm(() => ["notifier_unmap_ret", NONE]),
  inv_end: ofVm(({ read }) => ["inv_end", { seq: number(read("seq")), inprog: number(read("inprog")) }]),
  age: ({ read }) => ["age", { start: read("start"), end: read("end"), ret: number(read("ret")) }],
  test_age: ({ read }) => ["test_age", { start: read("start"), end: read("end"), ret: number(read("ret")) }],
  flush_slot: ({ read }) => ["flush_slot", { base: read("base"), npages: read("npages") }],
  logmask: ({ read }) => ["logmask", { base: read("base"), off: read("off"), mask: read("mask") }],
  n_unmap: ofVm(({ read }) => ["nested_unmap", { may_block: number(read("may_block")) }]),
  n_unmap_ret: ofVm(() => ["nested_unmap_ret", NONE]),
  n_wp: ofVm(() => ["nested_wp", NONE]),
  n_wp_ret: ofVm(() => ["nested_wp_ret", NONE]),
  abort: (line) => [
    "fault",
    {
      vcpu: number(line.read("vcpu")),
      mmu: mmuOf(line),
      seq: number(line.read("seq")),
      inprog: number(line.read("inprog")),
    },
  ],
  abort_ret: ({ read }) => ["fault_ret", { vcpu: number(read("vcpu")), ret: number(read("ret")) }],
  kvm_guest_fault: ({ text }) => ["fault_ipa", { ipa: after(text, "ipa "), esr: after(text, "hsr ") }],
  walk: ({ read }) => [
    "walk",
    {
      vcpu: number(read("vcpu")),
      ipa: read("ipa"),
      out: read("out"),
      level: number(read("level")),
      desc: read("desc"),
      r: number(read("readable")),
      w: number(read("writable")),
      ret: number(read("ret")),
    },
  ],
  s2inj: ({ read }) => ["inject", { vcpu: number(read("vcpu")), esr: read("esr") }],
  faultin: ({ read }) => ["faultin_start", { gfn: read("gfn") }],
  faultin_ret: ({ read }) => ["faultin", { gfn: read("gfn"), pfn: read("pfn") }],
  dirty: ({ read }) => ["mark_dirty", { gfn: read("gfn"), logging: read("bitmap") === "0" ? 0 : 1 }],
  kvm_sys_access: ({ text }) => (text.includes("TLBI") ? ["tlbi_trap", { s: text }] : null),
  by_vmid: ofVm(({ read }) => ["by_vmid", { vmid: read("vmid") }]),
  by_vmid_ret: ofVm(() => ["by_vmid_ret", NONE]),
  tlbi_ipa: (line) => ["tlbi_ipa", { mmu: mmuOf(line), xt: line.read("xt") }],
  tlbi_size: (line) => ["tlbi_size", { mmu: mmuOf(line), size: line.read("size") }],
  tlbi_range: (line) => ["tlbi_range", { mmu: mmuOf(line), start: line.read("start"), size: line.read("size") }],
  lookup: (line) => ["lookup", { vcpu: number(line.read("vcpu")), mmu: mmuOf(line) ?? null }],
  hw_load: (line) => {
    const { read, names } = line;
    const vttbr = read("vttbr");
    return [
      "load",
      {
        vcpu: number(read("vcpu")),
        mmu: names.loaded(read("mmu"), vttbr),
        vmid: read("vmid"),
        vttbr,
        vm: number(read("n2e")),
        pend: number(read("pend")),
        ref: number(read("refcnt")),
      },
    ];
  },
  hw_put: (line) => [
    "put",
    {
      vcpu: number(line.read("vcpu")),
      mmu: mmuOf(line),
      ref: number(line.read("refcnt")),
      sched: number(line.read("sched_out")),
    },
  ],
  chkreq: (line) => ["pending_unmap", { vcpu: number(line.read("vcpu")), mmu: mmuOf(line) }],
  kvm_entry: () => ["enter", NONE],
};

/** Probes that tell no more than others do. */
const ignored: ReadonlySet<string> = new Set([
  "initvm",
  "unmap_ret",
  "tcy",
  "w_map",
  "w_map_ret",
  "w_set",
  "w_unmap",
  "w_attr",
  "kvm_exit",
  "kvm_nested_eret",
  "kvm_inject_nested_exception",
  "kvm_unmap_hva_range",
  "kvm_age_hva",
  "kvm_test_age_hva",
  "vncr_inv",
]);

/** `ipa 0x40000000, hsr …`: the number behind a word. */
function after(text: string, word: string): string | undefined {
  const start = text.indexOf(word) + word.length;
  const end = text.indexOf(",", start);
  return text.slice(start + 2, end < 0 ? text.length : end);
}

/** Reads lines of ftrace with the probes of `probes.ts`; several lines may say one thing together. */
export function translator(): (line: RawLine) => Translation {
  const names = new MmuNames();
  const contexts = new Map<string, Context>();
  return ({ thread, event, text }) => {
    const rule = rules[event];
    if (rule === undefined) {
      return ignored.has(event) ? null : "unknown";
    }
    let context = contexts.get(thread);
    if (context === undefined) {
      context = { mmu: "C", old: undefined, other: false };
      contexts.set(thread, context);
    }
    if (context.other && !(event === "hw_load" && argument(text, "vttbr") === "0")) {
      names.another(argument(text, "mmu"));
      return "another VM";
    }
    try {
      const meaning = meaningOf(rule({ text, read: (name) => argument(text, name), names, context }));
      context.other = false;
      return meaning;
    } catch (error) {
      return excuse(error, event, context);
    }
  };
}

/** Lines about MMUs that are not of this VM, or not yet known to be. */
function excuse(error: unknown, event: string, context: Context): Translation {
  if (error instanceof OfAnotherVm) {
    context.other ||= event === "hw_load";
    return "another VM";
  }
  if (error instanceof NotYetKnown) {
    return null;
  }
  throw error;
}

function meaningOf(found: ReturnType<Rule>): Meaning | null {
  if (found === null) {
    return null;
  }
  const [ev, fields] = found;
  return { ev, lookup: (field) => fields[field] };
}
