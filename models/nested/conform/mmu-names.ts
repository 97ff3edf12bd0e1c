/** The canonical MMU is a part of `struct kvm`, whose first member is mmu_lock; shadows are allocated by themselves. */
const STRUCT_KVM = 0x10000;

/** Names for the addresses of MMUs: C for the canonical one, S0, S1, … for shadows in the order in which they appear. */
export class MmuNames {
  readonly #names = new Map<string, string>();
  #shadows = 0;
  #lock: bigint | null = null;
  #lockText = "";

  /** The first lock that is seen is the VM's. */
  isMmuLock(address: string | undefined): boolean {
    if (address === undefined) {
      return false;
    }
    if (this.#lock === null) {
      this.#lock = BigInt(`0x${address}`);
      this.#lockText = address;
    }
    return address === this.#lockText;
  }

  /** Undefined for no MMU. */
  of(address: string | undefined): string | undefined {
    if (address === undefined || address === "0") {
      return undefined;
    }
    return this.#names.get(address) ?? this.#name(address, this.#isInKvm(address));
  }

  /** The same, where L1's VTTBR is known: only the canonical MMU has none. */
  loaded(address: string | undefined, vttbr: string | undefined): string | undefined {
    if (address !== undefined && !this.#names.has(address)) {
      return this.#name(address, this.#lock === null ? vttbr === "0" : this.#isInKvm(address));
    }
    return this.of(address);
  }

  #isInKvm(address: string): boolean {
    const offset = this.#lock === null ? -1n : BigInt(`0x${address}`) - this.#lock;
    return offset >= 0n && offset < BigInt(STRUCT_KVM);
  }

  #name(address: string, canonical: boolean): string {
    const name = canonical ? "C" : `S${this.#shadows}`;
    this.#shadows += canonical ? 0 : 1;
    this.#names.set(address, name);
    return name;
  }
}
