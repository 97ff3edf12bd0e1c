import type { World } from "../../../src/core/world.ts";

/** C's assert(): breaks the claim `assertion`. */
export function assert(holds: boolean, world: World, what: string): void {
  if (!holds) {
    world.fail("assertion", what);
  }
}
