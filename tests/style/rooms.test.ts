import { expect, test } from "vitest";
import { importsOf } from "./imports.ts";
import { misplaced } from "./rooms.ts";
import { projectFiles, textOf } from "./source-files.ts";

const complaints = (path: string, source: string) =>
  importsOf(path, source).flatMap((found) => misplaced(path, found) ?? []);

test("imports go down the floors only", () => {
  const sources = projectFiles().filter((path) => /^(src|models|properties)\/.*\.tsx?$/.test(path));
  expect(sources).toContain("src/core/execution.ts");
  expect(sources.flatMap((path) => complaints(path, textOf(path)))).toEqual([]);
});

test("every way to write an import is seen", () => {
  const source = `import first from "./a.ts";
import type { Second } from "../kernel/b.ts";
import "./c.cjs";
export { third } from "node:fs";
export type * from "zod";
import {
  fourth,
  fifth,
} from "../../models/d.ts";
export const later = () => import("../cli/e.ts");
export function from(name = "f.ts") {
  return import(name);
}
`;
  expect(importsOf("src/core/x.ts", source)).toEqual([
    { to: "src/core/a.ts", typeOnly: false },
    { to: "src/kernel/b.ts", typeOnly: true },
    { to: "src/core/c.cjs", typeOnly: false },
    { to: "node:fs", typeOnly: false },
    { to: "zod", typeOnly: true },
    { to: "models/d.ts", typeOnly: false },
    { to: "src/cli/e.ts", typeOnly: false },
  ]);
});

test.for([
  ["src/core/a.ts", `import { READ_ONCE } from "../kernel/cell.ts";`],
  ["src/core/a.ts", `import type { Model } from "../scenario/model.ts";`],
  ["src/core/a.ts", `import fs from "node:fs";`],
  ["src/core/a.ts", `import { everything } from "../index.ts";`],
  ["src/core/deep/a.ts", `import { READ_ONCE } from "../../kernel/cell.ts";`],
  ["src/kernel/a.ts", `import { pct } from "../strategies/pct.ts";`],
  ["src/strategies/a.ts", `import { Execution } from "../core/execution.ts";`],
  ["src/strategies/a.ts", `import type { World } from "../core/world.ts";`],
  ["src/oracles/a.ts", `import type { Execution } from "../core/execution.ts";`],
  ["src/shrink/a.ts", `import { save } from "../corpus/save.ts";`],
  ["src/shrink/a.ts", `import { z } from "zod";`],
  ["src/scenario/a.ts", `import { readFile } from "node:fs/promises";`],
  ["src/report/a.ts", `import { judge } from "../check/judge.ts";`],
  ["src/check/a.ts", `import { main } from "../cli/main.ts";`],
  ["src/cli/a.ts", `import { model } from "../../models/nested/model.ts";`],
  ["src/index.ts", `export * from "../properties/exactness.ts";`],
  ["src/new-room/a.ts", `import { Random } from "../core/random.ts";`],
  ["models/stage2/a.ts", `import { Execution } from "../../src/core/execution.ts";`],
  ["models/stage2/a.ts", `import { explore } from "../../src/explore/explore.ts";`],
  ["models/stage2/a.ts", `import property from "../../properties/exactness.ts";`],
  ["properties/a.ts", `import { main } from "../src/cli/main.ts";`],
])("%s must not say %s", ([path, source]) => {
  expect(complaints(path!, source!)).toHaveLength(1);
});

test.for([
  ["src/core/a.ts", `import { op } from "./op.ts";`],
  ["src/kernel/deep/a.ts", `import { Op } from "../../core/op.ts";`],
  ["src/strategies/a.ts", `import { WRITE } from "../core/op.ts";`],
  ["models/nested/a.ts", `import type { Task } from "../../src/core/task.ts";`],
  ["models/nested/designs/a.ts", `import { spin_lock } from "../../../src/kernel/spinlock.ts";`],
  ["models/nested/a.ts", `import { unmap } from "../stage2/unmap.ts";`],
  ["properties/a.ts", `import { model } from "../models/nested/model.ts";`],
  ["tests/a.test.ts", `import { model } from "../models/nested/model.ts";`],
])("%s may say %s", ([path, source]) => {
  expect(complaints(path!, source!)).toEqual([]);
});
