import { s2checkSubjects } from "../s2check-subject.ts";
import type { Workload } from "../subject.ts";
import { bareShadow } from "./bare.ts";
import { fastCheckShadow } from "./fast-check.ts";
import { shadow } from "./s2check.ts";

export const shadowWorkload: Workload = {
  name: "shadow",
  title: "shadow page table race: fault | fault | notifier under a fair rwlock, 15 to 17 steps",
  failing: 1 / 2,
  subjects: [...s2checkSubjects(shadow), bareShadow, fastCheckShadow],
};
