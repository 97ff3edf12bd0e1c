import { vmidDesign } from "../design.ts";

export const bitmap = vmidDesign({
  name: "vmid-bitmap",
  title: "a bitmap; VMIDs in use outlive a rollover (Linux 7.3.4)",
  knobs: {},
});
