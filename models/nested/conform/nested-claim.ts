import type { Claim } from "../../../src/conform/claim.ts";
import type { Kinds } from "./kinds.ts";
import type { Kvm } from "./state/kvm.ts";

/** A claim about KVM; a file in `claims/` exports one. */
export type NestedClaim = Claim<Kinds, Kvm>;
