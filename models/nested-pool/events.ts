/** What the model tells the claims, in the step that it describes. */
export interface PoolEvents {
  /** Code reads through NULL: where. */
  readonly oops: string;
  /** A TLBI has read a VNCR translation that says it is valid; mmu_lock W. */
  readonly vncr_seen: { readonly pgshift: number };
}
