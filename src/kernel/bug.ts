import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { World } from "../core/world.ts";

/** Reports a condition that the kernel's author takes to be impossible; the code goes on (include/asm-generic/bug.h). Takes no step. */
export function WARN_ON(world: World, condition: boolean, what: string): boolean {
  if (condition) {
    world.emit("WARN_ON", what);
    world.fail(ENGINE_CLAIMS.warning, `WARN_ON(${what}) in ${world.current?.name ?? "setup"}`);
  }
  return condition;
}
