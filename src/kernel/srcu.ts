import { Op } from "../core/op.ts";
import { beginSectionKind, endSectionKind, GraceDomain, synchronizeKind } from "./grace-period.ts";

/** A sleepable RCU domain (include/linux/srcu.h): readers may sleep, and block only those who synchronize on this domain. */
export class Srcu extends GraceDomain {
  override get atomic(): false {
    return false;
  }
}

const READ_LOCK = beginSectionKind("srcu_read_lock");
const READ_UNLOCK = endSectionKind("srcu_read_unlock");
const SYNCHRONIZE = synchronizeKind("synchronize_srcu");

export function srcu_read_lock(srcu: Srcu): Op<void> {
  return new Op<void>(READ_LOCK, srcu);
}

export function srcu_read_unlock(srcu: Srcu): Op<void> {
  return new Op<void>(READ_UNLOCK, srcu);
}

/** Waits for the readers that are inside now. */
export function synchronize_srcu(srcu: Srcu): Op<void> {
  return new Op<void>(SYNCHRONIZE, srcu);
}
