import type { AnyEvent } from "./vocabulary.ts";

/** The last events, oldest first, however many there were. */
export class Recent {
  readonly #ring: (AnyEvent | undefined)[];
  #next = 0;

  constructor(size: number) {
    this.#ring = Array.from({ length: size }, () => undefined);
  }

  add(event: AnyEvent): void {
    this.#ring[this.#next] = event;
    this.#next = (this.#next + 1) % this.#ring.length;
  }

  events(): readonly AnyEvent[] {
    const all = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
    return all.filter((event) => event !== undefined);
  }
}
