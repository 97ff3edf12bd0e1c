/** One byte per edge of a tree in the order of a depth-first walk: whether there is more to find below it. */
export class EdgeMarks {
  #bytes = new Uint8Array(64);
  #length = 0;
  #cursor = 0;

  /** Adds a closed edge and returns its place. */
  push(): number {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length] = 0;
    return this.#length++;
  }

  isOpen(place: number): boolean {
    return this.#bytes[place] === 1;
  }

  open(place: number): void {
    this.#bytes[place] = 1;
  }

  /** Forgets the edges below a closed one. */
  forgetBelow(place: number): void {
    this.#length = place + 1;
  }

  /** Reads edges back one by one, in the order in which they were pushed. */
  readOpen(): boolean {
    return this.#bytes[this.#cursor++] === 1;
  }
}
