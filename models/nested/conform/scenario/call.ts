/** What somebody did in a trace that a command of the nested model does too, still with the addresses of the trace. */
interface Base {
  /** When it began. */
  readonly t: number;
  readonly th: string;
  /** When its thread got mmu_lock and when it released it, in turn, since it began. */
  readonly locks: number[];
}

export interface Access extends Base {
  readonly what: "access";
  readonly vcpu: number;
  /** VMID of L1; null with stage-2 off. */
  readonly vmid: number | null;
  readonly n: number;
  readonly c: number;
  readonly write: boolean;
  /** The guest's leaf is a block; it may not be written. */
  readonly block: boolean;
  readonly ro: boolean;
}

export interface Rewrite extends Base {
  readonly what: "map" | "unmap";
  readonly vmid: number;
  readonly n: number;
  readonly c: number;
  readonly block: boolean;
  readonly ro: boolean;
}

export interface TlbiCall extends Base {
  readonly what: "tlbi_ipa" | "tlbi_range" | "tlbi_vm";
  readonly vmid: number;
  readonly n: number;
  readonly size: number;
  /** The TTL says the size. */
  readonly ttl: boolean;
}

export interface Invalidation extends Base {
  readonly what: "invalidate";
  readonly c: number;
  readonly size: number;
  readonly may_block: boolean;
}

export interface Other extends Base {
  /** `start` and `sync` are of the dirty log. */
  readonly what: "tlbi_all" | "delete_memslot" | "start" | "sync";
}

export type Call = Access | Rewrite | TlbiCall | Invalidation | Other;
