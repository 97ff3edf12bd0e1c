import type { Table } from "./table.ts";

/** What the model tells the claims, in the step that it describes. */
export interface YieldEvents {
  /** Pages from `from` to, not including, `to` were taken out of these tables, and their frames are the host's again. */
  readonly notifier_return: { readonly tables: readonly Table[]; readonly from: number; readonly to: number };
  /** Code reads through NULL: where. */
  readonly oops: string;
}
