import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gunzipSync } from "node:zlib";
import { pathOf } from "../conform/recordings.ts";
import { s2check } from "./s2check.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "s2check-conform-"));
  const lines = gunzipSync(readFileSync(pathOf("two_1-ipa36-cut.jsonl.gz")))
    .toString("utf8")
    .split("\n");
  // The notifier of one thread ends, and a fault of another has mapped a page meanwhile.
  const late = lines.findIndex((line) => line.includes('"ev":"inv_end"'));
  const fault = lines.findLastIndex((line, at) => at < late && line.includes('"ev":"runlock"'));
  const { t, th } = JSON.parse(lines[fault]!) as { readonly t: number; readonly th: string };
  const map = { t, th, ev: "map", mmu: "C", ipa: "40010000", size: "1000", pa: "123000", prot: "f" };
  writeFileSync(join(folder, "bad.jsonl"), lines.toSpliced(fault, 0, JSON.stringify(map)).join("\n"));
  writeFileSync(join(folder, "letter.txt"), "Dear all,\n");
  writeFileSync(join(folder, "quiet.jsonl"), '{"t":1,"th":"T0","ev":"mark","s":"nothing happens"}\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const conform = (...args: readonly string[]) => s2check(folder, ["conform", ...args]);

describe.concurrent("conform", () => {
  it("says that a trace conforms, claim by claim", async ({ expect: own }) => {
    const { code, stdout, stderr } = await conform(pathOf("recycle-ipa36-full.txt.gz"));
    expect([code, stderr]).toEqual([0, ""]);
    const text = stdout.replace(pathOf("recycle-ipa36-full.txt.gz"), "recycle-ipa36-full.txt.gz");
    await own(text).toMatchFileSnapshot("golden/conform-held.txt");
  });

  it("shows the first event that breaks a claim, in columns, with the state", async ({ expect: own }) => {
    const { code, stdout, stderr } = await conform("bad.jsonl", "--claim", "sequence-retry", "lock-map");
    expect([code, stderr]).toEqual([1, ""]);
    await own(stdout).toMatchFileSnapshot("golden/conform-broken.txt");
  });

  it("judges a window, and takes several traces", async () => {
    const names = ["basic-ipa40.jsonl.gz", "basic-ipa40-k7.2.13.jsonl.gz"].map(pathOf);
    const all = await conform(...names, "--claim", "composition", "soundness");
    expect(all.code).toBe(0);
    expect(all.stdout).toMatch(/^2 traces, 4,940 events: all conform$/m);
    expect(all.stdout).toMatch(/^composition +120 +2 +0$/m);
    const part = await conform(names[0]!, "--claim", "composition", "--window", "1000..2000");
    expect(part.stdout).toMatch(/^composition +held +\d{1,2} /m);
    expect(part.stdout).toMatch(/events, 1000 to 1999,/);
  });

  it("as JSON says the same", async () => {
    const { code, stdout } = await conform("bad.jsonl", "--json");
    expect(code).toBe(1);
    const { version, traces } = JSON.parse(stdout) as {
      version: number;
      traces: {
        conforms: boolean;
        claims: { claim: string; broken: number; first: { t: number; message: string; events: unknown[] } | null }[];
      }[];
    };
    const broken = traces[0]!.claims.find(({ claim }) => claim === "sequence-retry");
    expect([version, traces[0]!.conforms, broken!.broken]).toEqual([1, false, 1]);
    expect(broken!.first!.message).toMatch(/^T\d maps 0x40010000 in C while 1 invalidation is in progress$/);
    expect(broken!.first!.events.length).toBeGreaterThan(20);
  });

  it("reads standard input, gzip or not", () => {
    for (const input of [
      readFileSync(pathOf("basic-ipa40.jsonl.gz")),
      gunzipSync(readFileSync(pathOf("basic-ipa40.jsonl.gz"))),
    ]) {
      const args = [MAIN, "conform", "-", "--claim", "composition", "--json"];
      const { traces } = JSON.parse(execFileSync(process.execPath, args, { input, encoding: "utf8" })) as {
        readonly traces: readonly { readonly path: string; readonly claims: readonly { readonly held: number }[] }[];
      };
      expect(traces.map(({ path, claims }) => [path, claims[0]!.held])).toEqual([["-", 60]]);
    }
  });

  it("puts the scenario of the window into the JSON too", async () => {
    const window = ["--window", "3200..3252", "--scenario", "--claim", "soundness"];
    const { stdout } = await conform(pathOf("basic-ipa40.jsonl.gz"), "--json", ...window);
    const { scenario } = JSON.parse(stdout) as { readonly scenario: readonly string[] };
    const [, from] = /^the same on the nested model, from event (\d+) to 3251:$/.exec(scenario[0]!)!;
    expect(Number(from)).toBeGreaterThanOrEqual(3_200);
    const early = await conform(pathOf("basic-ipa40.jsonl.gz"), "--window", "4..90", "--scenario");
    expect(early.stdout).toMatch(/^no scenario: nothing happens there that the model has a command for$/m);
  });

  it("gives the part before a window's end as a scenario, which explore and replay take", async () => {
    const { stdout } = await conform(
      pathOf("basic-ipa40.jsonl.gz"),
      "--claim",
      "soundness",
      "--window",
      "..3252",
      "--scenario",
    );
    expect(stdout).toMatch(/^the same on the nested model, from event \d+ to 3251:$/m);
    expect(stdout).toMatch(/^ {2}notifier: canonical 0x\d goes away, may block$/m);
    const [, explore] = /-- (explore .*)$/m.exec(stdout)!;
    const explored = await s2check(folder, [...explore!.split(" "), "--runs", "300"]);
    expect(explored.stdout).toMatch(/notifier: canonical 0x\d goes away, may block/);
    expect(explored.stdout).toMatch(/schedule/);
    expect(stdout).toMatch(/^ {2}npm run -s s2check -- replay \S+:[\dx.]+=[1-9]\d*$/m);
    const [, replay] = /-- (replay .*)$/m.exec(stdout)!;
    expect((await s2check(folder, replay!.split(" "))).stdout).toMatch(
      /^soundness holds for full-unmap in this scenario/,
    );
  });

  it("writes automata for monitors in the kernel", async ({ expect: own }) => {
    const { code, stdout } = await conform("--rv", "rv");
    expect([code, stdout.split("\n").length]).toEqual([0, 6]);
    await own(readFileSync(join(folder, "rv/kvm_mmu_lock.dot"), "utf8")).toMatchFileSnapshot(
      "golden/conform-mmu-lock.dot",
    );
    expect(readFileSync(join(folder, "rv/README.md"), "utf8")).toContain("| inv_end | kvm_mmu_invalidate_end%return |");
  });

  it("prints a script that records, which a shell can read", async ({ expect: own }) => {
    const { code, stdout } = await conform("--probes");
    expect(code).toBe(0);
    await own(stdout).toMatchFileSnapshot("golden/conform-probes.sh");
    writeFileSync(join(folder, "record.sh"), stdout);
    execFileSync("sh", ["-n", join(folder, "record.sh")]);
    const tracing = join(folder, "no-tracefs");
    const { status, stderr } = spawnSync("sh", [join(folder, "record.sh")], {
      env: { ...process.env, T: tracing },
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      1,
      `record.sh: there is no ${tracing}: mount it with mount -t tracefs tracefs ${tracing}, or say where it is with T=folder\n`,
    ]);
  });

  it.each([
    [["letter.txt"], 2, /^s2check: letter\.txt is no trace: it has no line of ftrace and no event as JSON/],
    [["nowhere.txt"], 2, /^s2check: nowhere\.txt cannot be read as a trace: ENOENT/],
    [[], 2, /^s2check: no trace is named: `s2check conform trace\.txt`/],
    [
      ["quiet.jsonl", "--claim", "sondness"],
      2,
      /^s2check: there is no claim called "sondness": did you mean soundness\?/,
    ],
    [["quiet.jsonl", "--window", "7"], 2, /^s2check: --window 7: it takes two numbers of the trace's clock/],
    [["quiet.jsonl"], 3, /^$/],
    [["quiet.jsonl", "--html", "no/such/folder.html"], 2, /^s2check: no\/such\/folder\.html cannot be written: ENOENT/],
    [["--rv", "letter.txt/rv"], 2, /^s2check: letter\.txt\/rv cannot be written: (?:ENOTDIR|EEXIST)/],
    [["-", "--scenario"], 2, /^s2check: - can be read only once, and --html and --scenario read the trace twice/],
    [["quiet.jsonl", "--models", "nowhere"], 2, /^s2check: no model in nowhere judges recordings/],
  ])("%j ends with %i", async (args, code, complaint) => {
    const ended = await conform(...args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(complaint);
  });
});
