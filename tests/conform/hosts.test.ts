import { expect, it } from "vitest";
import { insertAfter, isTableEntry, judge } from "./mutations/mutation.ts";
import { eventsOf, type Line } from "./recordings.ts";

const BASIC = eventsOf("basic-ipa40.jsonl.gz");

const resultOf = (
  events: readonly Line[],
  name: string,
): { readonly held: number; readonly broken: string | null; readonly open: number } => {
  const { held, first, undecided } = judge(events).claims.find(({ claim }) => claim === name)!;
  return { held, broken: first?.message ?? null, open: undecided.length };
};

/** The same host without FEAT_TLBIRANGE: a TLBI for each leaf, told before the walker that cleared the leaf returns. */
function withoutRangeTlbis(events: readonly Line[]): readonly Line[] {
  return events.flatMap((event) => {
    const { ev, mmu, level, ipa, old, pte } = event;
    if (ev === "tf_range") {
      return [];
    }
    const isLeaf = ev === "pte_unmap" && pte === "0" && !isTableEntry(level, old);
    return isLeaf ? [{ ...event, ev: "tf_ipa", mmu, vmid: "0", ipa, level }, event] : [event];
  });
}

it("knows hosts that issue a TLBI for each leaf", () => {
  const events = withoutRangeTlbis(BASIC);
  const { held, broken, open } = resultOf(events, "flush-after-unmap");
  expect([held > 20, broken, open]).toEqual([true, null, 0]);
  const left = events.findIndex(
    ({ ev, level }, at) => ev === "tf_ipa" && level === 3 && events[at + 1]?.ev === "pte_unmap",
  );
  const { th } = events[left]!;
  const range = events.findLast((event, at) => at < left && event.th === th && event.ev === "unmap_range")!;
  expect(range["size"]).toBe("1000");
  expect(resultOf(events.toSpliced(left, 1), "flush-after-unmap").broken).toMatch(
    /was cleared and no TLBI issued for it$/,
  );
});

it("lets the count jump after a TLBI of L1's stage 1, and not without one", () => {
  const at = BASIC.findIndex(({ ev, seq }) => ev === "inv_end" && seq === 1);
  const later = BASIC.map((event, place) =>
    place > at && typeof event["seq"] === "number" ? { ...event, seq: event["seq"] + 1 } : event,
  );
  expect(resultOf(later, "sequence-values").broken).toMatch(/reads seq \d/);
  const told = insertAfter(later, at, [{ ev: "tlbi_trap", s: "PC: 40000144 OP_TLBI_VAE2IS (1,4,8,3,1) write" }]);
  expect(resultOf(told, "sequence-values").broken).toBeNull();
  const other = insertAfter(later, at, [{ ev: "tlbi_trap", s: "PC: 400000c4 OP_TLBI_IPAS2E1IS (1,4,8,0,1) write" }]);
  expect(resultOf(other, "sequence-values").broken).not.toBeNull();
});

it("lets VMIDs roll over to another generation, and not back", () => {
  const at = BASIC.findIndex(({ ev }, place) => place > 1_000 && ev === "tf_ipa");
  const rolled = BASIC.map((event, place) =>
    place >= at && "vmid" in event && event.ev !== "by_vmid"
      ? { ...event, vmid: String(event["vmid"]).replace(/^1/, "2") }
      : event,
  );
  expect(resultOf(rolled, "flush-vmid").broken).toBeNull();
  const back = rolled.findIndex(({ ev }, place) => place > at + 500 && ev === "tf_ipa");
  expect(resultOf(rolled.with(back, { ...rolled[back]!, vmid: "10002" }), "flush-vmid").broken).toMatch(
    /goes to VMID 0x10002/,
  );
});
