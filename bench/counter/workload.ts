import { s2checkSubjects } from "../s2check-subject.ts";
import type { Workload } from "../subject.ts";
import { bareCounter } from "./bare.ts";
import { fastCheckCounter } from "./fast-check.ts";
import { counter } from "./s2check.ts";

export const counterWorkload = {
  name: "counter" as const,
  title: "racing counter: 2 tasks x 3 increments, 12 steps",
  failing: 239 / 256,
  subjects: [...s2checkSubjects(counter), bareCounter, fastCheckCounter],
} satisfies Workload;
