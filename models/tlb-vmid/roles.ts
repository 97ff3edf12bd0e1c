import type { RoleSpec } from "../../src/scenario/model.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { IA, numberOf, rangeOf } from "../walkers/config.ts";
import { guest_access, prefetch } from "./guest.ts";
import { take_frames, write_protect } from "./notifier.ts";
import type { Machine } from "./state.ts";

const RANGE = { ia: IA, pages: { oneOf: [1, 2] } } as const;

const pages = (args: Values): string => {
  const [ia, count] = rangeOf(args);
  return count === 1 ? `page ${ia}` : `pages ${ia} to ${ia + count - 1}`;
};

export const vcpuRole: RoleSpec<Machine> = {
  title: "vCPU",
  max: 2,
  maxCommands: 2,
  commands: {
    access: {
      args: { ia: IA, write: "boolean", huge: "boolean" },
      weight: 2,
      run: (machine, args, cpu) =>
        guest_access(machine, numberOf(args, "ia"), args["write"] === true, args["huge"] === true, cpu),
      print: (args) =>
        `${args["write"] === true ? "writes" : "reads"} page ${numberOf(args, "ia")}${args["huge"] === true ? ", a huge page behind it" : ""}`,
    },
    prefetch: {
      args: { ia: IA },
      run: (machine, args, cpu) => prefetch(machine, numberOf(args, "ia"), cpu),
      print: (args) => `prefetches page ${numberOf(args, "ia")}`,
    },
  },
};

export const hostRole: RoleSpec<Machine> = {
  title: "host",
  max: 1,
  maxCommands: 1,
  commands: {
    unmap: {
      args: RANGE,
      weight: 2,
      run: (machine, args) => take_frames(machine, ...rangeOf(args)),
      print: (args) => `takes the frames of ${pages(args)} away`,
    },
    protect: {
      args: RANGE,
      run: (machine, args) => write_protect(machine, ...rangeOf(args)),
      print: (args) => `write-protects ${pages(args)}`,
    },
  },
};
