/**
 * E. For every nested IPA n that hardware can report, 0 and the top of a 52-bit space included: decode(encode(n)) = n,
 * encode(n) is not NULL and not a word that the tree keeps for itself; the same of UNKNOWN.
 */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { NULL, xa_is_advanced } from "../src/kernel/xa_entry.ts";
import { property } from "../src/scenario/property.ts";

const GRANULES = [0x1000, 0x4000, 0x10000];
const SPACES = [2 ** 40, 2 ** 48, 2 ** 52];

/** The nested page as an address of real geometries, counted from the bottom and from the top. */
const addresses = (page: number): number[] =>
  GRANULES.flatMap((granule) => [page * granule, ...SPACES.map((space) => space - (page + 1) * granule)]);

function lossy(kvm: Kvm, page: number): string | null {
  const { encoding } = kvm.reverse_map;
  for (const nestedIpa of encoding === undefined ? [] : [null, ...addresses(page)]) {
    const word = encoding!.encode(nestedIpa);
    const name = nestedIpa === null ? "UNKNOWN" : `nested 0x${nestedIpa.toString(16)}`;
    if (word === NULL || xa_is_advanced(word)) {
      return `${name} is stored as ${word === NULL ? "NULL" : `the reserved word 0x${word.toString(16)}`}`;
    }
    if (encoding!.decode(word) !== nestedIpa) {
      return `${name} is read back as ${String(encoding!.decode(word))}`;
    }
  }
  return null;
}

export default property({
  name: "encoding",
  statement: "every nested address, 0 included, is stored as a word that the tree accepts and is read back unchanged",
  model: nested,
  claim: { on: { map_commit: (kvm, { leaf }) => lossy(kvm, leaf.n) } },
  exercised: ["nested IPA 0 mapped"],
});
