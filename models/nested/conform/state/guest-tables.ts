import { wideIn } from "../../../../src/conform/decode.ts";
import type { Wide } from "../../../../src/conform/vocabulary.ts";
import { type IpaRange, overlaps } from "../../../stage2/interval.ts";
import { LAST_LEVEL, NOTHING, sameButForAccess, sizeAt } from "./pte.ts";

/** A leaf of L1's own stage-2 tables, as a trace that marks L1's writes tells it. */
export interface GuestEntry extends IpaRange {
  readonly level: number;
  desc: Wide;
  /** What it was before the last write. */
  old: Wide;
  /** When the last write was announced; it happens some time after that. */
  writtenAt: number;
  /** The thread that announced it, as long as it may still be on its way. */
  writer: string | null;
  /** When a TLBI that began after the write returned to L1; NaN while there was none. */
  retiredAt: number;
}

const MARK =
  /^S2PT \w+ vmid=(\d+) ipa=0x([\da-f]+) gpa=0x[\da-f]+ level=(\d) perm=\d+ old=0x([\da-f]+) desc=0x([\da-f]+)/;
const CONTEXT = /^CTX vmid=(\d+) root=0x([\da-f]+) vm=(\d)/;

/** What L1 wrote, by its VMID. Known only where the trace has marks of it. */
export class GuestTables {
  /** By VMID: null where several roots share one, as marks do not tell which of them they are about. */
  readonly #tables = new Map<number, Map<number, GuestEntry>[] | null>();
  readonly #roots = new Map<number, string>();
  /** The mark that comes before all others was seen. */
  #fromStart = false;
  readonly #pending = new Map<string, GuestEntry>();

  mark(t: number, thread: string, text: string): void {
    this.#fromStart ||= text.startsWith("SCENARIO ");
    this.#settle(thread, text);
    const context = CONTEXT.exec(text);
    if (context !== null) {
      this.#context(Number(context[1]), context[2]!);
      return;
    }
    const write = MARK.exec(text);
    if (write !== null) {
      const [, vmid, ipa, level, old, desc] = write;
      this.#write(t, thread, Number(vmid), {
        ipa: Number.parseInt(ipa!, 16),
        level: Number(level),
        old: wideIn(old!),
        desc: wideIn(desc!),
      });
    }
  }

  /** The descriptor that L1 has, or had last, at this level over `ipa`; undefined where nothing is known. */
  at(vmid: number, ipa: number, level: number): GuestEntry | undefined {
    return this.#tables.get(vmid)?.[level]?.get(ipa - (ipa % sizeAt(level)));
  }

  /** Whatever L1 wrote over `ipa`, at any level. */
  over(vmid: number, ipa: number): readonly GuestEntry[] {
    const tables = this.#tables.get(vmid) ?? [];
    return tables.flatMap((entries, level) => entries.get(ipa - (ipa % sizeAt(level))) ?? []);
  }

  /** A TLBI over a range that began at `since` has returned. */
  retire(vmid: number | null, range: IpaRange, since: number, t: number): void {
    for (const [owner, tables] of this.#tables) {
      if (tables === null || (vmid !== null && vmid !== owner)) {
        continue;
      }
      for (const entries of tables) {
        for (const entry of entries.values()) {
          if (entry.writtenAt < since && overlaps(entry.start, entry.size, range)) {
            entry.retiredAt = t;
          }
        }
      }
    }
  }

  clear(): void {
    this.#fromStart = false;
    this.#tables.clear();
    this.#roots.clear();
    this.#pending.clear();
  }

  #context(vmid: number, root: string): void {
    if ((this.#roots.get(vmid) ?? root) !== root) {
      this.#tables.set(vmid, null);
    }
    this.#roots.set(vmid, root);
  }

  #write(
    t: number,
    thread: string,
    vmid: number,
    { ipa, level, old, desc }: { ipa: number; level: number; old: Wide; desc: Wide },
  ): void {
    const tables = this.#tablesOf(vmid);
    if (tables === null) {
      return;
    }
    const size = sizeAt(level);
    const start = ipa - (ipa % size);
    const known = tables[level]!.get(start);
    const entry = known ?? {
      start,
      size,
      level,
      desc: NOTHING,
      old: NOTHING,
      writtenAt: 0,
      writer: null,
      retiredAt: Number.NaN,
    };
    entry.old = old;
    entry.desc = desc;
    entry.writtenAt = t;
    entry.writer = thread;
    entry.retiredAt = Number.NaN;
    tables[level]!.set(start, entry);
    this.#pending.set(thread, entry);
  }

  /** Null where marks do not tell which root they are about, as in a trace that begins after some of them. */
  #tablesOf(vmid: number): Map<number, GuestEntry>[] | null {
    if (!this.#fromStart) {
      return null;
    }
    const known = this.#tables.get(vmid);
    if (known !== undefined) {
      return known;
    }
    const tables = Array.from({ length: LAST_LEVEL + 1 }, () => new Map<number, GuestEntry>());
    this.#tables.set(vmid, tables);
    return tables;
  }

  /** A thread that goes on to other things has done the write that it announced. */
  #settle(thread: string, text: string): void {
    const entry = this.#pending.get(thread);
    if (entry !== undefined && !/^L1 v=\d+ WRITE/.test(text)) {
      entry.writer = null;
      this.#pending.delete(thread);
    }
  }
}

/** Whether a walk may have read `desc` there: what is written, or what was before as long as the write may be on its way. */
export const mayRead = (entry: GuestEntry, desc: Wide): boolean =>
  sameButForAccess(entry.desc, desc) || (entry.writer !== null && sameButForAccess(entry.old, desc));
