import { Op, READ, SLEEPS, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import { hex } from "../../stage2/leaf.ts";
import type { Host } from "../host/host.ts";
import { formatRange } from "../../stage2/format.ts";

const pinned =
  (name: string) =>
  (op: Op, frame: unknown): string =>
    `${name}(${hex(op.a as number)})${frame === undefined ? "" : ` = ${hex(frame as number)}`}`;

const FAULTIN: OpKind = {
  name: "__kvm_faultin_pfn",
  access: READ | WRITE | SLEEPS,
  ready: null,
  perform: (op) => (op.object as Host).pin(op.a as number),
  describe: pinned("__kvm_faultin_pfn"),
};

const RELEASE: OpKind = {
  name: "kvm_release_faultin_page",
  access: READ | WRITE,
  ready: null,
  perform: (op) => (op.object as Host).unpin(op.a as number),
  describe: (op) => `kvm_release_faultin_page(${hex(op.a as number)})`,
};

const ZAP: OpKind = {
  name: "zap_page_range",
  access: WRITE,
  ready: null,
  perform: (op) => (op.object as Host).zap(op.a as IpaRange),
  describe: (op) => `host unmaps ${formatRange(op.a as IpaRange)}`,
};

const GMEM_GET: OpKind = { ...FAULTIN, name: "kvm_gmem_get_pfn", describe: pinned("kvm_gmem_get_pfn") };

const TRUNCATE: OpKind = {
  name: "truncate_inode_pages_range",
  access: WRITE,
  ready: null,
  perform: (op) => (op.object as Host).truncate(op.a as IpaRange),
  describe: (op) => `pages ${formatRange(op.a as IpaRange)} go from the guest_memfd`,
};

const COLLAPSE: OpKind = {
  name: "collapse_huge_page",
  access: WRITE,
  ready: null,
  perform: (op) => (op.object as Host).collapse((op.a as IpaRange).start),
  describe: (op) => `host moves ${formatRange(op.a as IpaRange)} to a huge page`,
};

const SPLIT: OpKind = {
  name: "split_huge_pmd",
  access: WRITE,
  ready: null,
  perform: (op) => (op.object as Host).split((op.a as IpaRange).start),
  describe: (op) => `host splits the huge page of ${formatRange(op.a as IpaRange)}`,
};

/** Finds the frame behind a canonical page and takes a reference, faulting it in first if need be. May sleep. */
export const __kvm_faultin_pfn = (host: Host, c: number): Op<number> => new Op(FAULTIN, host, c);

/** Drops the reference; a frame that the host unmapped meanwhile is free with it. */
export const kvm_release_faultin_page = (host: Host, frame: number): Op<void> => new Op(RELEASE, host, frame);

/** The host lets go of a range, as munmap, reclaim or migration do after `invalidate_range_start`. */
export const zap_page_range = (host: Host, range: IpaRange): Op<void> => new Op(ZAP, host, range);

/** khugepaged moves an aligned block to a huge page. */
export const collapse_huge_page = (host: Host, block: IpaRange): Op<void> => new Op(COLLAPSE, host, block);

/** The huge page of an aligned block is mapped page by page from now on; its frames stay. */
export const split_huge_pmd = (host: Host, block: IpaRange): Op<void> => new Op(SPLIT, host, block);

/** The page of the file, made if there is a hole, with a reference. May sleep. */
export const kvm_gmem_get_pfn = (host: Host, page: number): Op<number> => new Op(GMEM_GET, host, page);

/** Pages go from the file. */
export const truncate_inode_pages_range = (host: Host, range: IpaRange): Op<void> => new Op(TRUNCATE, host, range);
