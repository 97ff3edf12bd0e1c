import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { BLOCKED } from "../core/op.ts";
import type { Op, OpKind } from "../core/op.ts";
import { ACQUIRE, READ, RELEASE, SHARED, SLEEPS, WRITE } from "../core/op.ts";
import type { TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep } from "./atomic-context.ts";
import { drop, hold, Lock } from "./lock.ts";

/** Read sections and the grace periods that wait for them: what RCU and an SRCU domain have in common. */
export abstract class GraceDomain extends Lock {
  /** Read sections begun so far; gives each its number. */
  declare begun: number;
  /** The tasks inside, and the number of the section each is in; null until the first. */
  declare inside: TaskState[] | null;
  declare since: number[];

  constructor(world: World, name: string, index = -1) {
    super(world, name, index);
    this.begun = 0;
    this.inside = null;
    this.since = NONE;
  }

  /** Whether every section that had begun when `begun` was `before` has ended. */
  isQuiet(before: number): boolean {
    const { since } = this;
    for (let i = 0; i < since.length; i++) {
      if (since[i]! < before) {
        return false;
      }
    }
    return true;
  }
}

/** Stands for "no section yet" in every domain; never written. */
const NONE: number[] = [];

export function isInside(task: TaskState, domain: GraceDomain): boolean {
  return (task.sections[domain.id] ?? 0) > 0;
}

const describe = (op: Op): string => `${op.kind.name}(${op.object.label})`;

export function beginSectionKind(name: string): OpKind {
  return {
    name,
    access: READ | ACQUIRE | SHARED,
    ready: null,
    perform(op, task) {
      const domain = op.object as GraceDomain;
      const depth = task.sections[domain.id] ?? 0;
      task.sections[domain.id] = depth + 1;
      if (depth === 0) {
        enter(domain, task);
      }
      return undefined;
    },
    describe,
  };
}

function enter(domain: GraceDomain, task: TaskState): void {
  if (domain.inside === null) {
    domain.inside = [];
    domain.since = [];
  }
  domain.inside.push(task);
  domain.since.push(domain.begun++);
  hold(task, domain);
}

export function endSectionKind(name: string): OpKind {
  return {
    name,
    access: READ | RELEASE | SHARED,
    ready: null,
    perform(op, task) {
      const domain = op.object as GraceDomain;
      const depth = task.sections[domain.id] ?? 0;
      if (depth === 0) {
        domain.world.fail(
          ENGINE_CLAIMS.rcu,
          `${op.kind.describe(op, undefined)} by ${task.name}, which is in no read section`,
        );
        return undefined;
      }
      task.sections[domain.id] = depth - 1;
      if (depth === 1) {
        op.stage = leave(domain, task) + 1;
      }
      return undefined;
    },
    describe,
  };
}

/** Returns the number of the section. */
function leave(domain: GraceDomain, task: TaskState): number {
  const at = domain.inside!.indexOf(task);
  const number = domain.since[at]!;
  domain.inside!.splice(at, 1);
  domain.since.splice(at, 1);
  drop(task, domain);
  return number;
}

/** Waits for the sections that had begun when it began, not for later ones. */
export function synchronizeKind(name: string): OpKind {
  return {
    name,
    access: WRITE | ACQUIRE | RELEASE | SLEEPS,
    ready: (op) => op.stage === 0 || (op.object as GraceDomain).isQuiet(op.stage - 1),
    perform(op, task) {
      const domain = op.object as GraceDomain;
      if (op.stage === 0) {
        checkSynchronize(op, task, domain);
        op.stage = domain.begun + 1;
      }
      return domain.isQuiet(op.stage - 1) ? undefined : BLOCKED;
    },
    awaits: (op, earlier) => endsSectionBefore(earlier, op.stage - 1),
    describe,
  };
}

/** Whether an op was the end of a section that had begun when `begun` was `before`. */
export function endsSectionBefore(op: Op, before: number): boolean {
  return op.stage > 0 && op.stage - 1 < before;
}

function checkSynchronize(op: Op, task: TaskState, domain: GraceDomain): void {
  if (isInside(task, domain)) {
    const message = `${op.kind.describe(op, undefined)} by ${task.name} inside a read section of ${domain.label}`;
    domain.world.fail(ENGINE_CLAIMS.rcu, message);
  } else {
    checkMaySleep(op, task);
    domain.world.acquiring(task, domain);
  }
}
