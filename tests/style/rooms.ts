import type { Import } from "./imports.ts";

/** What the files of one room may import besides each other. */
interface Room {
  /** Rooms whose values and types it may use. */
  readonly uses: readonly string[];
  /** Rooms of which it may name types only. */
  readonly types?: readonly string[];
  /** Single files it may use besides. */
  readonly files?: readonly string[];
  /** Files it must not import, although their room is one it uses. */
  readonly never?: readonly string[];
  /** Packages it may use: "node:" stands for all of Node, "*" for any package and Node. */
  readonly packages?: readonly string[];
}

const engine = ["src/core", "src/kernel", "src/strategies", "src/oracles", "src/explore"];
const search = [...engine, "src/scenario", "src/shrink"];
/** What runs a program: who only decides or judges must not reach it. */
const runtime = ["src/core/execution.ts", "src/core/replay.ts", "src/core/trace.ts", "src/core/world.ts"];

/** From the ground floor up. */
const rooms: Readonly<Record<string, Room>> = {
  "src/core": { uses: [] },
  "src/kernel": { uses: ["src/core"] },
  "src/strategies": { uses: ["src/core"], never: runtime },
  "src/oracles": { uses: ["src/core", "src/kernel"], never: ["src/core/execution.ts"] },
  "src/explore": { uses: engine },
  "src/scenario": { uses: ["src/core", "src/kernel"], packages: ["fast-check", "zod"] },
  "src/shrink": { uses: search },
  "src/explain": { uses: search },
  "src/corpus": { uses: search, packages: ["node:", "zod"] },
  "src/report": { uses: [...search, "src/explain", "src/corpus"], packages: ["*"] },
  "src/check": { uses: [...search, "src/corpus", "src/report"], packages: ["*"] },
  "src/sweep": { uses: [...search, "src/corpus", "src/report", "src/check"], packages: ["*"] },
  "src/cost": { uses: ["src/core", "src/scenario", "src/report", "src/check"], packages: ["*"] },
  "src/conform": { uses: ["src/report", "src/check"], types: ["src/scenario"], packages: ["*"] },
  src: { uses: [...search, "src/corpus", "src/report", "src/check"] },
  "src/cli": {
    uses: ["src", ...search, "src/corpus", "src/report", "src/check", "src/sweep", "src/cost", "src/conform"],
    packages: ["*"],
  },
  models: {
    uses: ["src/kernel", "src/scenario"],
    types: ["src/core", "src/cost", "src/conform"],
    files: [
      "src/core/op.ts",
      "src/core/program.ts",
      "src/core/shared.ts",
      "src/conform/claim.ts",
      "src/conform/conform-model.ts",
      "src/conform/decode.ts",
      "src/conform/ftrace.ts",
      "src/conform/unsupported.ts",
    ],
    packages: ["fast-check"],
  },
  properties: { uses: ["src", ...search, "models"], packages: ["fast-check"] },
};

/** The room a file is in, or undefined where anything may be imported (tests, bench, configuration). */
function roomOf(path: string): string | undefined {
  const [top, second, third] = path.split("/");
  if (top !== "src") return top !== undefined && top in rooms ? top : undefined;
  return third === undefined ? top : `${top}/${second}`;
}

const named = (list: readonly string[] | undefined, name: string | undefined) =>
  name !== undefined && (list ?? []).includes(name);

/** Why the file at `path` must not have this import, in one sentence, or null. */
export function misplaced(path: string, { to, typeOnly }: Import): string | null {
  const from = roomOf(path);
  if (from === undefined) return null;
  const room = rooms[from];
  if (room === undefined) return `${path}: ${from} is a new room: say in tests/style/rooms.ts what it may import`;
  if (!/^(src|models|properties|tests|bench)\//.test(to)) {
    const allowed = named(room.packages, "*") || named(room.packages, to.startsWith("node:") ? "node:" : to);
    return allowed ? null : `${path}: ${from} must not use the package ${to}`;
  }
  const target = roomOf(to);
  if (named(room.never, to)) return `${path}: ${from} must not reach ${to}`;
  if (target === from || named(room.uses, target) || named(room.files, to)) return null;
  if (typeOnly && named(room.types, target)) return null;
  return `${path}: ${from} must not import ${to}${named(room.types, target) ? ", except types" : ""}`;
}
