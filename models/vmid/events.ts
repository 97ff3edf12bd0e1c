/** What the model tells the claims, in the step that it describes. */
export interface VmidEvents {
  /** A vCPU of `vm` is about to enter the guest with this VMID in VTTBR_EL2. */
  readonly guest_enter: { readonly vm: number; readonly vmid: number };
}
