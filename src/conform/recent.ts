import type { AnyEvent } from "./vocabulary.ts";

/** The last events of one thread, and their numbers among all events. */
interface Ring {
  readonly events: (AnyEvent | undefined)[];
  readonly numbers: number[];
  next: number;
}

/** The last events of each thread, however many there were and however long ago. */
export class Recent {
  readonly #size: number;
  readonly #rings = new Map<string, Ring>();
  #number = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(event: AnyEvent): void {
    let ring = this.#rings.get(event.th);
    if (ring === undefined) {
      ring = {
        events: Array.from({ length: this.#size }, () => undefined),
        numbers: Array.from({ length: this.#size }, () => 0),
        next: 0,
      };
      this.#rings.set(event.th, ring);
    }
    ring.events[ring.next] = event;
    ring.numbers[ring.next] = this.#number;
    ring.next = (ring.next + 1) % this.#size;
    this.#number += 1;
  }

  /** All of them, in the order in which they came. */
  events(): readonly AnyEvent[] {
    const all = [...this.#rings.values()].flatMap(({ events, numbers }) =>
      events.flatMap((event, at) => (event === undefined ? [] : [{ event, number: numbers[at]! }])),
    );
    return all.toSorted((a, b) => a.number - b.number).map(({ event }) => event);
  }
}
