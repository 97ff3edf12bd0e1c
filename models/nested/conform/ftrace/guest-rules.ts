import { mmuOf, NONE, number, ofVm, type Rule } from "./rule.ts";

/** Faults, TLBIs of L1, and which MMU a vCPU runs on. */
export const guestRules: Readonly<Record<string, Rule>> = {
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

/** `ipa 0x40000000, hsr …`: the number behind a word. */
function after(text: string, word: string): string | undefined {
  const start = text.indexOf(word) + word.length;
  const end = text.indexOf(",", start);
  return text.slice(start + 2, end < 0 ? text.length : end);
}
