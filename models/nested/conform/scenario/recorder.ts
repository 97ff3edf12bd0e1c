import type { ScenarioDraft, ScenarioRecorder } from "../../../../src/conform/scenario-draft.ts";
import type { AnyEvent } from "../../../../src/conform/vocabulary.ts";
import type { Kvm } from "../state/kvm.ts";
import type { Call } from "./call.ts";
import { callOf } from "./calls.ts";
import { draftOf } from "./draft.ts";

/** Calls that are kept; a scenario has far fewer. */
const KEPT = 64;
/** With more, all schedules take too long to explore. */
const MOST = 6;

/** Keeps what a trace does that the nested model can do too, and makes a scenario of the last of it. */
export class NestedScenarioRecorder implements ScenarioRecorder {
  readonly #calls: Call[] = [];

  observe(event: AnyEvent, state: unknown): void {
    this.#lock(event);
    const call = callOf(event, state as Kvm);
    const last = this.#calls.findLast(({ th }) => th === event.th);
    if (call === null || (last !== undefined && isPart(last, call))) {
      return;
    }
    this.#calls.push(call);
    if (this.#calls.length > KEPT) {
      this.#calls.shift();
    }
  }

  /** When a call's thread holds the lock; a yield is part of one time that it does. */
  #lock({ t, th, ev }: AnyEvent): void {
    const locks = this.#calls.findLast((call) => call.th === th)?.locks;
    if (ev === "yield") {
      locks?.splice(-2);
    } else if (ev === "rlock" || ev === "wlock" || ev === "runlock" || ev === "wunlock") {
      locks?.push(t);
    }
  }

  /** As many of the last calls as the model has room for. */
  draft(): { readonly draft: ScenarioDraft; readonly from: number; readonly to: number } | null {
    let best: ReturnType<NestedScenarioRecorder["draft"]> = null;
    for (let length = 1; length <= Math.min(MOST, this.#calls.length); length++) {
      const calls = this.#calls.slice(-length);
      const draft = draftOf(calls);
      if (draft === null) {
        break;
      }
      best = { draft, from: calls[0]!.t, to: calls.at(-1)!.t };
    }
    return best;
  }
}

/** A fault that was told to try again; the write-protection by a mask of the dirty log, and its next mask. */
const isPart = (last: Call, next: Call): boolean =>
  (last.what === "sync" && (next.what === "sync" || (next.what === "start" && next.t === last.t))) ||
  (last.what === "access" &&
    next.what === "access" &&
    last.n === next.n &&
    last.vmid === next.vmid &&
    last.write === next.write);
