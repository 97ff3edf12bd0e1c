import type { Section } from "../../src/core/program.ts";
import { show as printed } from "../../src/kernel/cell.ts";
import type { Machine } from "./state.ts";

/** The VM for reports: tables, cache, shadow MMUs, memslot. */
export function show({ kvm }: Machine): readonly Section[] {
  const { pgt, split_page_cache: cache, split_page_chunk_size, nested_mmus, slot } = kvm;
  const tables = pgt.peek?.tables.map((entry, i) => `block ${i}: ${entry.peek?.label ?? "whole"}`) ?? ["NULL"];
  const pages = cache.objects.peek?.slots.map((page) => printed(page.peek)) ?? ["NULL"];
  return [
    { title: "pgt", rows: tables },
    { title: "split cache", rows: [`${cache.nobjs.peek} of ${cache.capacity.peek}: ${pages.join(", ")}`] },
    { title: "shadow MMUs", rows: [printed(nested_mmus.peek)] },
    { title: "memslot", rows: [`${slot.peek}, chunk ${split_page_chunk_size.peek}`] },
  ];
}
