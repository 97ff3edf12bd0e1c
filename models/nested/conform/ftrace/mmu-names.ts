import { BadField } from "../../../../src/conform/decode.ts";

/** The canonical MMU is a part of `struct kvm`, whose first member is mmu_lock; shadows are allocated by themselves. */
const STRUCT_KVM = 0x10000;

/** An MMU that cannot be told from others yet, in a trace that begins in the middle. */
export class NotYetKnown extends Error {}

/** An MMU of another VM than the one whose lock is recorded. */
export class OfAnotherVm extends Error {}

/** Names for the addresses of MMUs: C for the canonical one, S0, S1, … for shadows in the order in which they appear. */
export class MmuNames {
  readonly #names = new Map<string, string>();
  readonly #others = new Set<string>();
  #shadows = 0;
  #lock: bigint | null = null;
  #lockText = "";

  /** The first lock that is seen is the VM's. */
  isMmuLock(address: string | undefined): boolean {
    if (address === undefined) {
      return false;
    }
    if (this.#lock === null) {
      this.#lock = addressIn(address);
      this.#lockText = address;
    }
    return address === this.#lockText;
  }

  /**
   * Undefined for no MMU.
   * @throws NotYetKnown before the lock is known, for an MMU that no vCPU was loaded with.
   * @throws OfAnotherVm for another VM's.
   */
  of(address: string | undefined): string | undefined {
    if (address === undefined || address === "0") {
      return undefined;
    }
    if (this.#others.has(address)) {
      throw new OfAnotherVm();
    }
    const known = this.#names.get(address);
    if (known === undefined && this.#lock === null) {
      throw new NotYetKnown();
    }
    return known ?? this.#name(address, this.#isInKvm(address));
  }

  /** The same, where L1's VTTBR is known: only canonical MMUs have none, and this VM has one. */
  loaded(address: string | undefined, vttbr: string | undefined): string | undefined {
    if (address !== undefined && !this.#names.has(address)) {
      const canonical = this.#lock === null ? vttbr === "0" : this.#isInKvm(address);
      if (vttbr === "0" && !canonical) {
        this.#others.add(address);
      } else {
        return this.#name(address, canonical);
      }
    }
    return this.of(address);
  }

  /** What a vCPU of another VM uses. */
  another(address: string | undefined): void {
    if (address !== undefined && address !== "0") {
      this.#others.add(address);
    }
  }

  /** Whether `struct kvm` at this address is the one that has the lock. */
  isThisVm(address: string | undefined): boolean {
    return address === undefined || this.#lock === null || address === this.#lockText;
  }

  #isInKvm(address: string): boolean {
    const offset = addressIn(address) - this.#lock!;
    return offset >= 0n && offset < BigInt(STRUCT_KVM);
  }

  #name(address: string, canonical: boolean): string {
    const name = canonical ? "C" : `S${this.#shadows}`;
    this.#shadows += canonical ? 0 : 1;
    this.#names.set(address, name);
    return name;
  }
}

function addressIn(text: string): bigint {
  if (!/^[\da-f]+$/.test(text)) {
    throw new BadField(`${JSON.stringify(text)} is no address`);
  }
  return BigInt(`0x${text}`);
}
