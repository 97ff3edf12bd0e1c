import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import model from "../../models/nested/conform/conform.ts";
import { Judge } from "../../src/conform/judge.ts";
import { benchPart } from "../part.ts";

const FOLDER = new URL("../../tests/vectors/kvm-traces/", import.meta.url);
const RECORDINGS = [
  "two_1-ipa36-cut.jsonl.gz",
  "rand_3-ipa36-cut.jsonl.gz",
  "basic-ipa40.jsonl.gz",
  "basic-ipa40.txt.gz",
  "recycle-ipa36-full.txt.gz",
];
const PIECE = 2_000;
/** Recorded events, that is lines, a second on one core. */
const AIM = 200_000;
/** How far the heap may be above what it was after the first tenth of the rounds. */
const FLAT = 1.25;

interface Measured {
  readonly name: string;
  readonly lines: number;
  readonly events: number;
  readonly rate: number;
  readonly heap: readonly number[];
}

/** How fast recordings are judged by all claims together, and whether memory stays flat. */
export default benchPart({
  title: "recordings of a running kernel: events judged a second, and memory",
  options: { rounds: 200 },
  run({ rounds }, report) {
    const measured = RECORDINGS.map((name) => measure(name, rounds));
    report.table({
      title: `Each recording ${rounds} times as one trace, ${model.claims.length} claims`,
      head: ["recording", "recorded", "judged", "recorded/s", "heap, first", "heap, last"],
      rows: measured.map(({ name, lines, events, rate, heap }) => [
        name,
        lines.toLocaleString("en-US"),
        events.toLocaleString("en-US"),
        Math.round(rate).toLocaleString("en-US"),
        mega(heap[0]!),
        mega(heap.at(-1)!),
      ]),
      notes: [
        "recorded: lines; of raw ftrace some tell nothing by themselves and are not judged",
        "by the time of all threads of the process, parsing included; heap after a collection",
      ],
      data: measured,
    });
    const slowest = Math.min(...measured.map(({ rate }) => rate));
    report.aim({
      what: `at least ${AIM.toLocaleString("en-US")} events a second`,
      got: Math.round(slowest).toLocaleString("en-US"),
      met: slowest >= AIM,
    });
    const growth = Math.max(...measured.map(({ heap }) => heap.at(-1)! / heap[0]!));
    report.aim({ what: "memory is flat", got: `${growth.toFixed(2)} times what it was`, met: growth <= FLAT });
  },
});

function measure(name: string, rounds: number): Measured {
  const lines = gunzipSync(readFileSync(new URL(name, FOLDER)))
    .toString("utf8")
    .split("\n")
    .slice(0, -1);
  const judge = new Judge(model);
  const heap: number[] = [];
  const start = process.cpuUsage();
  for (let round = 1; round <= rounds; round++) {
    for (let at = 0; at < lines.length; at += PIECE) {
      judge.piece({ lines: lines.slice(at, at + PIECE), cut: null });
    }
    if (round % Math.ceil(rounds / 10) === 0) {
      heap.push(heapAfterCollection());
    }
  }
  const { user, system } = process.cpuUsage(start);
  const { events } = judge.finish(name);
  return {
    name: name.replace(/\.gz$/, ""),
    lines: lines.length * rounds,
    events,
    rate: ((lines.length * rounds) / (user + system)) * 1e6,
    heap,
  };
}

function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
