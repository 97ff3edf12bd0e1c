import type { AnyModel } from "../../src/check/catalogue.ts";
import { BadUse } from "../../src/check/bad-use.ts";
import { designNamed } from "../../src/check/design-named.ts";
import type { CorpusEntry, Design } from "../../src/scenario/model.ts";

/** An entry of a model's corpus, looked up. */
export interface Bug {
  readonly model: AnyModel;
  readonly entry: CorpusEntry;
  /** The design with the bug in it. */
  readonly design: Design;
}

/** All entries in the order of their ids, or those asked for: `E17` means E17a and E17b too. Throws `BadUse` if one is not there. */
export function bugsOf(models: readonly AnyModel[], ids: readonly string[] = []): readonly Bug[] {
  const all = models.flatMap((model) => (model.corpus ?? []).map((entry) => bugOf(model, entry)));
  const sorted = all.toSorted((a, b) => a.entry.id.localeCompare(b.entry.id, "en", { numeric: true }));
  const unknown = ids.find((id) => !sorted.some(({ entry }) => isOf(id, entry)));
  if (unknown !== undefined) {
    throw new BadUse(`the corpus has no entry ${unknown}: it has ${sorted.map(({ entry }) => entry.id).join(", ")}`);
  }
  return ids.length === 0 ? sorted : sorted.filter(({ entry }) => ids.some((id) => isOf(id, entry)));
}

const isOf = (id: string, entry: CorpusEntry): boolean => entry.id.replace(/[a-z]$/, "") === id || entry.id === id;

/** By its name, so that a knob or a value which is not there is found out here. */
function bugOf(model: AnyModel, entry: CorpusEntry): Bug {
  const turned = Object.entries(entry.turned).map(([knob, value]) => `${knob}=${value}`);
  const base = entry.design ?? model.designs[0]!.name;
  return { model, entry, design: designNamed(`${base}@${turned.join(",")}`, model.designs) };
}
