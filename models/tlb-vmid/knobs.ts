import { NO_QUIRKS, PGTABLE_QUIRKS } from "../pgtable/quirks.ts";
import type { PgtableQuirks } from "../pgtable/quirks.ts";

/** Those of the walkers; hardware has none. */
export const TLB_KNOBS = PGTABLE_QUIRKS;
export type TlbKnobs = PgtableQuirks;

/** Linux 7.3.4. */
export const LINUX: TlbKnobs = NO_QUIRKS;
