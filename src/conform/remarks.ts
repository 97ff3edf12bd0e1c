import { count } from "../report/size.ts";

/** What is odd about a trace, gathered while it is read, each kind of it told once. */
export class Remarks {
  #unreadable = 0;
  #firstUnreadable: string | null = null;
  readonly #unknown = new Map<string, number>();
  #lost = 0;
  #losses = 0;
  #firstLoss = "";
  #backwards: string | null = null;
  readonly #places = new Map<string, string>();
  #otherKernel: string | null = null;
  #seconds = false;
  #otherVm = 0;
  readonly #notRecorded = new Set<string>();
  readonly #said: string[] = [];

  unreadable(line: number, why: string): void {
    this.#unreadable += 1;
    this.#firstUnreadable ??= `line ${line}: ${why}`;
  }

  unknown(kind: string): void {
    this.#unknown.set(kind, (this.#unknown.get(kind) ?? 0) + 1);
  }

  lost(line: number, events: number): void {
    this.#losses += 1;
    this.#lost += events;
    this.#firstLoss ||= `line ${line}`;
  }

  backwards(line: number, t: number, before: number): void {
    this.#backwards ??= `line ${line}: event ${t} comes after ${before}, so the file is not in the order of its clock; what depends on that order is not reliable from there on`;
  }

  /** A function has one size in one kernel. */
  probed(line: number, event: string, place: string): void {
    const known = this.#places.get(event);
    if (known === undefined) {
      this.#places.set(event, place);
    } else if (known !== place) {
      this.#otherKernel ??= `line ${line}: ${event} sits at ${place} and sat at ${known} before, so recordings of different kernels are mixed; give each in a file of its own`;
    }
  }

  seconds(): void {
    this.#seconds = true;
  }

  otherVm(): void {
    this.#otherVm += 1;
  }

  notRecorded(kind: string): void {
    this.#notRecorded.add(kind);
  }

  say(sentence: string): void {
    this.#said.push(sentence);
  }

  sentences(): readonly string[] {
    const sentences = [...this.#said];
    if (this.#notRecorded.size > 0) {
      sentences.push(
        `there is no event ${[...this.#notRecorded].join(", ")}, so it was not recorded, and a claim that is broken may be so for want of it: see what the recording script said of its probe`,
      );
    }
    if (this.#lost > 0 || this.#losses > 0) {
      const where =
        this.#losses === 1 ? `at ${this.#firstLoss}` : `in ${this.#losses} places, first at ${this.#firstLoss}`;
      const what =
        this.#lost === 0
          ? "events were lost"
          : `${count(this.#lost, "event")} ${this.#lost === 1 ? "was" : "were"} lost`;
      sentences.push(
        `${what} ${where}: what the tables and locks held by then is forgotten, and claims about it are judged again as it is seen anew; record with a larger buffer`,
      );
    }
    if (this.#otherKernel !== null) {
      sentences.push(this.#otherKernel);
    }
    if (this.#seconds) {
      sentences.push(
        "the clock shows seconds: events of different CPUs are in order only as far as that clock is exact; record with the clock `counter`",
      );
    }
    if (this.#otherVm > 0) {
      sentences.push(`${count(this.#otherVm, "event")} of another VM ${this.#otherVm === 1 ? "is" : "are"} left out`);
    }
    if (this.#backwards !== null) {
      sentences.push(this.#backwards);
    }
    if (this.#firstUnreadable !== null) {
      const others = this.#unreadable === 1 ? "" : ` (and ${count(this.#unreadable - 1, "more line")})`;
      sentences.push(`${this.#firstUnreadable}${others}; from there on it is as if events had been lost`);
    }
    if (this.#unknown.size > 0) {
      const kinds = [...this.#unknown].map(([kind, times]) => `${kind} (${times})`).join(", ");
      sentences.push(`lines that no claim looks at are left out: ${kinds}`);
    }
    return sentences;
  }
}
