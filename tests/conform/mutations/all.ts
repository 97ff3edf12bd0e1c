import { calls } from "./calls.ts";
import { flushes } from "./flushes.ts";
import { leaves } from "./leaves.ts";
import { locks } from "./locks.ts";
import type { Mutation } from "./mutation.ts";
import { notifiers } from "./notifiers.ts";
import { owners } from "./owners.ts";
import { requests } from "./requests.ts";
import { sections } from "./sections.ts";
import { tables } from "./tables.ts";
import { tlbis } from "./tlbis.ts";

export const mutations: readonly Mutation[] = [
  ...tables,
  ...locks,
  ...notifiers,
  ...leaves,
  ...tlbis,
  ...owners,
  ...flushes,
  ...calls,
  ...sections,
  ...requests,
];
