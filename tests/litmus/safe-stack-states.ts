/**
 * SafeStack as a table of transitions over plain numbers, written without the engine: what `programs/safe-stack.ts` does
 * one access at a time. Small enough to go through all of its states.
 */
const TASKS = 3;
const ROUNDS = 2;
const NONE = -1;
/** Where things are in a state: shared ones, then five of each task, then who stepped last. */
const HEAD = 0;
const COUNT = 1;
const NEXT = 2;
const VALUES = 5;
const LOCALS = 8;
const LAST = LOCALS + 5 * TASKS;

type State = Int8Array;

/** Program counters. */
const PC = {
  count: 0,
  head: 1,
  take: 2,
  pop: 3,
  less: 4,
  restore: 5,
  store: 6,
  check: 7,
  top: 8,
  link: 9,
  relax: 10,
  push: 11,
  more: 12,
  done: 13,
  bug: 14,
};

function start(): State {
  const state = new Int8Array(LAST + 1).fill(NONE);
  state.set([0, 3, 1, 2, NONE]);
  for (let task = 0; task < TASKS; task++) {
    state.set([PC.count, 0], LOCALS + 5 * task);
  }
  return state;
}

/** Null: head leads nowhere. */
function after(before: State, task: number): State | null {
  const state = before.slice();
  const [pc, round, index, first, second] = [0, 1, 2, 3, 4].map((local) => LOCALS + 5 * task + local) as Five;
  const goTo = (next: number, cell = state[index]!, top = NONE, below = NONE): State => {
    state.set([next, state[round]!, cell, top, below], pc);
    return state;
  };
  const swapHead = (to: number): boolean => {
    const swaps = state[HEAD] === state[first];
    state[HEAD] = swaps ? to : state[HEAD]!;
    return swaps;
  };
  state[LAST] = task;
  const link = NEXT + state[first]!;
  switch (state[pc]!) {
    case PC.count:
      return goTo(state[COUNT]! > 1 ? PC.head : PC.relax);
    case PC.head:
      return goTo(PC.take, NONE, state[HEAD]);
    case PC.take: {
      if (state[first] === NONE) {
        return null;
      }
      const below = state[link]!;
      state[link] = NONE;
      return below === NONE ? goTo(PC.count) : goTo(PC.pop, NONE, state[first], below);
    }
    case PC.pop:
      return swapHead(state[second]!)
        ? goTo(PC.less, state[first])
        : goTo(PC.restore, NONE, state[first], state[second]);
    case PC.less:
      state[COUNT]!--;
      return goTo(PC.store);
    case PC.restore:
      state[link] = state[second]!;
      return goTo(PC.count);
    case PC.store:
      state[VALUES + state[index]!] = task;
      return goTo(PC.check);
    case PC.check:
      return goTo(state[VALUES + state[index]!] === task ? PC.top : PC.bug);
    case PC.top:
      return goTo(PC.link, state[index], state[HEAD]);
    case PC.link:
      state[NEXT + state[index]!] = state[first]!;
      return goTo(PC.push, state[index], state[first]);
    case PC.push:
      return swapHead(state[index]!) ? goTo(PC.more, NONE) : goTo(PC.top);
    case PC.more:
      state[COUNT]!++;
      state[round]!++;
      return goTo(state[round] === ROUNDS ? PC.done : PC.count);
    default:
      return goTo(PC.count);
  }
}

type Five = [number, number, number, number, number];

function canStep(state: State, task: number): boolean {
  const pc = state[LOCALS + 5 * task]!;
  return pc !== PC.done && (pc !== PC.relax || state[LAST] !== task);
}

/** The fewest preemptions with which two tasks hold one cell, by a 0-1 search through all states. */
export function fewestPreemptions(): number {
  const best = new Map<string, number>();
  let level = [start()];
  for (let cost = 0; ; cost++) {
    const dearer: State[] = [];
    for (let state = level.pop(); state !== undefined; state = level.pop()) {
      const last = state[LAST]!;
      if (last !== NONE && state[LOCALS + 5 * last] === PC.bug) {
        return cost;
      }
      const current = last !== NONE && canStep(state, last) ? last : NONE;
      for (let task = 0; task < TASKS; task++) {
        if (!canStep(state, task)) {
          continue;
        }
        const preempts = current !== NONE && task !== current;
        const next = after(state, task);
        if (next === null) {
          continue;
        }
        const key = String.fromCharCode(...next.map((part) => part + 2));
        const reached = cost + (preempts ? 1 : 0);
        if (reached < (best.get(key) ?? Infinity)) {
          best.set(key, reached);
          (preempts ? dearer : level).push(next);
        }
      }
    }
    level = dearer;
  }
}
