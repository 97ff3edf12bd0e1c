/** The least cost at which each of many states was reached: an open hash table, since there may be millions. */
export class CostTable {
  /** Two halves of the key a slot, and the cost plus 1, 0 where the slot is free. */
  #keys = new Int32Array(2 * 1024);
  #costs = new Float64Array(1024);
  #size = 0;

  /** Whether a key was not known, or only at a higher cost; it is known at this cost from now on. */
  lower(low: number, high: number, cost: number): boolean {
    const slot = this.#find(low, high);
    const known = this.#costs[slot]!;
    if (known !== 0 && known <= cost + 1) {
      return false;
    }
    this.#put(slot, low, high, cost + 1);
    if (known === 0 && ++this.#size * 2 > this.#costs.length) {
      this.#grow();
    }
    return true;
  }

  #find(low: number, high: number): number {
    const mask = this.#costs.length - 1;
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    while (this.#costs[slot] !== 0 && (this.#keys[2 * slot] !== low || this.#keys[2 * slot + 1] !== high)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #put(slot: number, low: number, high: number, cost: number): void {
    this.#keys[2 * slot] = low;
    this.#keys[2 * slot + 1] = high;
    this.#costs[slot] = cost;
  }

  #grow(): void {
    const keys = this.#keys;
    const costs = this.#costs;
    this.#keys = new Int32Array(2 * keys.length);
    this.#costs = new Float64Array(2 * costs.length);
    for (let slot = 0; slot < costs.length; slot++) {
      if (costs[slot] !== 0) {
        const [low, high] = [keys[2 * slot]!, keys[2 * slot + 1]!];
        this.#put(this.#find(low, high), low, high, costs[slot]!);
      }
    }
  }
}
