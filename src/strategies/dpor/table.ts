/** Numbers by position; replaced by a larger one as it fills. */
export type Table = Int32Array<ArrayBuffer>;

export function newTable(): Table {
  return new Int32Array(0);
}

/** The same numbers with room for `size`. */
export function grown(old: Table, size: number): Table {
  const larger = new Int32Array(size);
  larger.set(old);
  return larger;
}

/** The same rows, each `to` numbers long instead of `from`. */
export function respaced(old: Table, from: number, to: number): Table {
  const rows = old.length / from;
  const wider = new Int32Array(rows * to);
  for (let row = 0; row < rows; row++) {
    wider.set(old.subarray(row * from, (row + 1) * from), row * to);
  }
  return wider;
}
