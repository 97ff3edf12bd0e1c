import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { World } from "../core/world.ts";

export { touch } from "../core/lifetime.ts";

/** Reports code that goes through a pointer which is NULL, since what it led to was freed; the run goes on. Takes no step. */
export function null_dereference(world: World, what: string): void {
  world.fail(ENGINE_CLAIMS.useAfterFree, what);
}
