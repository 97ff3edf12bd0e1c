import type { World } from "./world.ts";

/** Anything that tasks share: a cell, a lock, an RCU domain. Identity is the order of creation, the same in every run. */
export class Shared {
  declare readonly world: World;
  declare readonly id: number;
  declare readonly name: string;
  /** Position in an array of like objects, or -1. */
  declare readonly index: number;
  /** The allocation this object lies in, if it can be freed. */
  declare owner: Allocation | null;

  constructor(world: World, name: string, index = -1) {
    this.world = world;
    this.id = world.objects++;
    this.name = name;
    this.index = index;
    this.owner = null;
  }

  /** Whether an op with WAITS could be performed now if it came from somebody who does not hold the object. */
  get free(): boolean {
    return true;
  }

  /** As people write it: `seq`, `shadow[3]`. */
  get label(): string {
    return this.index < 0 ? this.name : `${this.name}[${this.index}]`;
  }
}

/** A piece of memory with a life: touching an object whose owner is freed is a use after free. */
export interface Allocation {
  readonly label: string;
  freed: boolean;
}
