import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { gunzipSync, gzipSync } from "node:zlib";
import model from "../../models/nested/conform/conform.ts";
import { parseRawLine } from "../../src/conform/ftrace.ts";
import { Judge } from "../../src/conform/judge.ts";
import { judgeTrace } from "../../src/conform/judge-trace.ts";
import type { TraceResult } from "../../src/conform/result.ts";
import { pathOf } from "./recordings.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "s2check-conform-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (name: string): string => gunzipSync(readFileSync(pathOf(name))).toString("utf8");
const RAW = textOf("basic-ipa40.txt.gz");
const COMPACT = textOf("basic-ipa40.jsonl.gz");

function judged(content: string | Uint8Array): Promise<TraceResult> {
  const path = join(folder, "trace");
  writeFileSync(path, content);
  return judgeTrace(path, model);
}

const broken = ({ claims }: TraceResult): string[] =>
  claims.flatMap(({ claim, broken: times }) => (times > 0 ? [claim] : []));
const held = ({ claims }: TraceResult, name: string): number => claims.find(({ claim }) => claim === name)!.held;
const linesOf = (text: string): string[] => text.split("\n");

it("reads gzip and plain text alike", async () => {
  const [plain, zipped] = [await judged(RAW), await judged(gzipSync(RAW))];
  expect({ ...plain, claims: [] }).toEqual({ ...zipped, claims: [] });
  expect(plain.form).toBe("ftrace");
  expect((await judged(COMPACT)).form).toBe("JSON lines");
});

it("knows the lines of ftrace and of trace-cmd", () => {
  const event = { thread: "CPU 0/KVM-112", event: "wlock", text: "(f+0x4/0x8 <- g) lock=0xffff1" };
  const tail = "wlock: (f+0x4/0x8 <- g) lock=0xffff1";
  expect(parseRawLine(`       CPU 0/KVM-112     [000] ...2.   12: ${tail}`)).toEqual({ ...event, t: 12 });
  expect(parseRawLine(`       CPU 0/KVM-112     (    110) [000] ...2.   12: ${tail}`)).toEqual({ ...event, t: 12 });
  expect(parseRawLine(`       CPU 0/KVM-112 [000]   12: ${tail}`)).toEqual({ ...event, t: 12 });
  expect(parseRawLine(`       CPU 0/KVM-112 [000] d..1.  1234.567890: ${tail}`)).toEqual({ ...event, t: 1234.56789 });
  expect(parseRawLine(`       CPU 0/KVM-112 [000]  1234.567890: ${tail}`)).toEqual({ ...event, t: 1234.56789 });
  expect(parseRawLine("no event at all")).toBeNull();
});

it("judges trace-cmd's report as it does the trace", async () => {
  const report = linesOf(RAW)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.replace(/(\[\d+\]) \S+ /, "$1 "))
    .join("\n");
  const [raw, cmd] = [await judged(RAW), await judged(`cpus=2\n${report}`)];
  expect(cmd.claims).toEqual(raw.claims.map((claim) => ({ ...claim, first: null })));
});

it("says where a truncated file ends and judges it up to there", async () => {
  const zipped = await judged(gzipSync(RAW).subarray(0, 20_000));
  expect(zipped.remarks).toEqual([
    "the file is truncated: the gzip data stops before its end; it is judged up to there, and what was still due is left open",
  ]);
  expect([broken(zipped), held(zipped, "composition") > 0]).toEqual([[], true]);
  const plain = await judged(COMPACT.slice(0, 100_000));
  expect(plain.remarks[0]).toContain("the file is truncated: the last line stops in the middle");
  expect(broken(plain)).toEqual([]);
  const damaged = gzipSync(RAW);
  damaged.fill(0, 10_000, 10_100);
  expect((await judged(damaged)).remarks[0]).toMatch(
    /^the file is truncated: the gzip data is damaged \(.+\), and what was read last may be garbage/,
  );
});

it("forgets what it knew where events were lost, and judges on", async () => {
  const lines = linesOf(RAW);
  const cut = [...lines.slice(0, 800), "CPU:1 [LOST 300 EVENTS]", ...lines.slice(1_100)].join("\n");
  const result = await judged(cut);
  expect(result.remarks).toEqual([
    "300 events were lost at line 801: what the tables and locks held by then is forgotten, and claims about it are judged again as it is seen anew; record with a larger buffer",
  ]);
  expect(broken(result)).toEqual([]);
  expect(held(result, "composition")).toBeGreaterThan(20);
  const unsaid = await judged([...lines.slice(0, 800), ...lines.slice(1_100)].join("\n"));
  expect(broken(unsaid)).not.toEqual([]);
});

it("does not blame the kernel for what was lost, nor for what was before", () => {
  for (const name of ["rand_3-ipa36-cut.jsonl.gz", "manual-ipa40-cut.jsonl.gz", "recycle-ipa36-full.txt.gz"]) {
    const lines = linesOf(textOf(name)).slice(0, -1);
    for (let round = 1; round <= 12; round++) {
      const from = (round * 389) % (lines.length - 900);
      const gap = from + ((round * 577) % 900);
      const given = [...lines.slice(from, gap), "CPU:0 [LOST 9 EVENTS]", ...lines.slice(gap + 7 * round, gap + 5_000)];
      const one = new Judge(model);
      one.piece({ lines: given, cut: null });
      expect([name, from, gap, broken(one.finish(name))]).toEqual([name, from, gap, []]);
    }
  }
});

it("reads lines that end as those of other systems do", async () => {
  const [unix, other] = [await judged(RAW), await judged(RAW.replaceAll("\n", "\r\n"))];
  expect(other).toEqual(unix);
  expect(broken(await judged(COMPACT.replaceAll("\n", "\r\n")))).toEqual([]);
});

it("says which events no probe has told of", async () => {
  const without = linesOf(COMPACT).filter((line) => !/"ev":"(?:wunlock|map_ret)"/.test(line));
  const { remarks } = await judged(without.join("\n"));
  expect(remarks).toEqual([
    "there is no event wunlock, map_ret, so it was not recorded, and a claim that is broken may be so for want of it: see what the recording script said of its probe",
  ]);
});

it("says where the trace lies if no event is in the window", async () => {
  const path = join(folder, "trace");
  writeFileSync(path, COMPACT);
  const { remarks } = await judgeTrace(path, model, { from: 1e6, to: 2e6 });
  expect(remarks).toEqual(["no event lies in the window: the trace goes from 4 to 4122"]);
});

it("knows from the header how many events the buffer has dropped", async () => {
  const result = await judged(RAW.replace("entries-written: 4073/4073", "entries-written: 4073/5000"));
  expect(result.remarks[0]).toMatch(/^927 events were lost at line 3/);
});

it("judges a trace that begins in the middle", async () => {
  for (let from = 300; from < 3_000; from += 300) {
    const result = await judged(linesOf(RAW).slice(from).join("\n"));
    expect([from, broken(result)]).toEqual([from, []]);
    expect(held(result, "lock-exclusion")).toBeGreaterThan(10);
  }
});

it("says which line it cannot read, and which kinds no claim looks at", async () => {
  const lines = linesOf(COMPACT);
  lines[100] = '{"t":120,"th":"T0","ev":"wlock"';
  lines[200] = lines[200]!.replace(/"ev":"\w+"/, '"ev":"weather"');
  const { remarks } = await judged(lines.join("\n"));
  expect(remarks).toEqual([
    `line 101: "{\\"t\\":120,\\"th\\":\\"T0\\",\\"ev\\":\\"wlock\\"" is no JSON; from there on it is as if events had been lost`,
    "lines that no claim looks at are left out: weather (1)",
  ]);
});

it("says which field of an event does not fit", async () => {
  const wrong = (event: string): Promise<readonly string[]> =>
    judged(`{"t":1,"th":"T0","ev":"wlock"}\n${event}\n`).then(({ remarks }) => remarks);
  expect(await wrong('{"t":2,"th":"T0","ev":"relax_ret","ipa":"1000"}')).toEqual([
    "line 2: ret of relax_ret is missing and should be a number; from there on it is as if events had been lost",
  ]);
  expect(await wrong('{"t":2,"th":"T0","ev":"relax_ret","ipa":"0x1000","ret":0}')).toEqual([
    'line 2: "0x1000" is no hexadecimal number without 0x in small letters; from there on it is as if events had been lost',
  ]);
  expect(await wrong('{"t":2,"th":"T0","ev":"pte_break","level":9,"ipa":"0","ok":1}')).toEqual([
    "line 2: level of pte_break is 9 and should be a level of a page table, 0 to 3; from there on it is as if events had been lost",
  ]);
  expect(await wrong('{"t":"2","th":"T0","ev":"wlock"}')).toEqual([
    "line 2: an event wants t, a number, and th and ev, both texts; from there on it is as if events had been lost",
  ]);
});

it("notices recordings of different kernels in one file, and a file that is not in order", async () => {
  const other = RAW.replaceAll("kvm_handle_guest_abort+0x4/0xbc0", "kvm_handle_guest_abort+0x4/0xbd0");
  const { remarks } = await judged(RAW + other);
  expect(remarks[0]).toMatch(
    /^line \d+: abort sits at \(kvm_handle_guest_abort\+0x4\/0xbd0\) and sat at \(kvm_handle_guest_abort\+0x4\/0xbc0\) before, so/,
  );
  expect(remarks[1]).toMatch(/^line \d+: event 4 comes after \d+, so the file is not in the order of its clock/);
});

it("leaves out what another VM does", async () => {
  const others = (line: string): string =>
    line
      .replaceAll("ffff00000b09", "ffff0000bb09")
      .replaceAll("ffff000003a", "ffff0000bba")
      .replace("vmm-112", "vmm-999");
  const both = linesOf(RAW).flatMap((line) =>
    line.startsWith("#") || line.includes("mark_write") ? [line] : [line, others(line)],
  );
  const [one, two] = [await judged(RAW), await judged(both.join("\n"))];
  const counts = ({ claims }: TraceResult) =>
    claims.map(({ claim, held: times, broken: breaks }) => [claim, times, breaks]);
  expect(counts(two)).toEqual(counts(one));
  expect(two.remarks).toEqual([expect.stringMatching(/^[\d,]+ events of another VM are left out$/)]);
});

it("says that it knows pages of 4K only", async () => {
  const large = RAW.replace("size=0x1000 phys", "size=0x10000 phys");
  await expect(judged(large)).rejects.toThrow(
    "cannot be judged: it maps a leaf of 0x10000, as hosts with pages of 64K do",
  );
});

it("says that a clock of seconds is no order", async () => {
  const seconds = RAW.replaceAll(
    /^( +\S+ +\[\d+\] \S+ +)(\d+):/gm,
    (_all, start: string, t: string) => `${start}${(Number(t) / 1e3).toFixed(6)}:`,
  );
  const result = await judged(seconds);
  expect(result.remarks).toEqual([expect.stringContaining("the clock shows seconds")]);
  expect([broken(result), held(result, "composition")]).toEqual([[], 60]);
});

it("names the events that a claim wants and the trace lacks", async () => {
  const without = linesOf(COMPACT).filter((line) => !line.includes('"inv_end"'));
  const { claims } = await judged(without.join("\n"));
  const missing = claims.filter((claim) => claim.missing.includes("inv_end")).map(({ claim }) => claim);
  expect(missing).toEqual(["lock-sequence", "sequence-values", "sequence-retry", "notifier-bracket", "soundness"]);
});

it("wants a trace", async () => {
  await expect(judged("")).rejects.toThrow("is no trace: it has no line of ftrace and no event as JSON");
  await expect(judged(gzipSync(RAW).subarray(0, 12))).rejects.toThrow(
    "cannot be read as a trace: the gzip data stops before its end, and no event before that can be relied on",
  );
  await expect(judged("Dear all,\n\nplease find attached.\n")).rejects.toThrow("is no trace");
  await expect(judgeTrace(join(folder, "nothing"), model)).rejects.toThrow(/nothing cannot be read as a trace: ENOENT/);
});
