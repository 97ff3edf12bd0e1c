/**
 * GUEST. What KVM writes to L1's stage-2 tables changes nothing but the access flag of a leaf: if an entry is d when KVM writes it, it
 * is d with the flag set afterwards, so that no write of L1 is lost.
 */
import { nested } from "../models/nested/model.ts";
import { withFlag } from "../models/nested/guest/guest-table.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "guest-tables",
  statement: "a walk of L1's tables writes nothing there but access flags, and undoes no write of L1",
  model: nested,
  claim: {
    on: {
      guest_swapped: (_kvm, { before, after }) =>
        withFlag(before) === after ? null : "KVM sets an access flag in an entry that L1 has changed since it was read",
    },
  },
  exercised: ["an access flag of L1's leaf was set"],
});
