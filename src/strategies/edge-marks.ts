/** One bit per edge of a tree in the order of a depth-first walk: whether there is more to find below it. */
export class EdgeMarks {
  #words = new Int32Array(16);
  #length = 0;
  #cursor = 0;

  /** Adds a closed edge and returns its place. */
  push(): number {
    const place = this.#length++;
    if (place >> 5 === this.#words.length) {
      const larger = new Int32Array(2 * this.#words.length);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[place >> 5]! &= ~(1 << (place & 31));
    return place;
  }

  isOpen(place: number): boolean {
    return (this.#words[place >> 5]! & (1 << (place & 31))) !== 0;
  }

  open(place: number): void {
    this.#words[place >> 5]! |= 1 << (place & 31);
  }

  /** Forgets the edges below a closed one. */
  forgetBelow(place: number): void {
    this.#length = place + 1;
  }

  /** Reads edges back one by one, in the order in which they were pushed. */
  readOpen(): boolean {
    return this.isOpen(this.#cursor++);
  }
}
