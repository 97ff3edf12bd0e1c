import { s2checkSubjects } from "../s2check-subject.ts";
import type { Workload } from "../subject.ts";
import { bareShadow } from "./bare.ts";
import { fastCheckShadow } from "./fast-check.ts";
import { shadow } from "./s2check.ts";

export const shadowWorkload = {
  name: "shadow" as const,
  title: "shadow page table race: fault | fault | notifier under a fair rwlock, 15 to 17 steps",
  failing: 1 / 2,
  subjects: [...s2checkSubjects(shadow), bareShadow, fastCheckShadow],
} satisfies Workload;
