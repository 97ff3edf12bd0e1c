import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HeldRow } from "./search.ts";

const FOLDER = fileURLToPath(new URL("../../reports/held/", import.meta.url));

/** What was searched of the code and with the options that `key` stands for. */
export class Journal {
  readonly #key: string;
  readonly #file: string;
  readonly #rows: Map<string, HeldRow>;

  constructor(key: string, folder = FOLDER) {
    this.#key = key;
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, "held.json");
    this.#rows = new Map(this.#read().map((row) => [row.design, row]));
  }

  known(design: string): HeldRow | undefined {
    return this.#rows.get(design);
  }

  keep(row: HeldRow): void {
    this.#rows.set(row.design, row);
    writeFileSync(this.#file, `${JSON.stringify({ key: this.#key, rows: [...this.#rows.values()] }, null, 1)}\n`);
  }

  #read(): readonly HeldRow[] {
    try {
      const { key, rows } = JSON.parse(readFileSync(this.#file, "utf8")) as { key: string; rows: readonly HeldRow[] };
      return key === this.#key ? rows : [];
    } catch {
      return [];
    }
  }
}
