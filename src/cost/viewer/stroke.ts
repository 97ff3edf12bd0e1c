/** Told apart without seeing red and green alike (Okabe and Ito 2008), on light and on dark. */
const COLOURS = ["#888888", "#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#d55e00", "#3b78d8"];
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

interface Stroke {
  readonly colour: string;
  /** Lengths of strokes and gaps; none for a line without gaps. */
  readonly dash: readonly number[];
}

/** The line of a design, by its place in the report: another colour each, then another dash. */
export function strokeOf(index: number): Stroke {
  return {
    colour: COLOURS[index % COLOURS.length]!,
    dash: DASHES[Math.floor(index / COLOURS.length) % DASHES.length]!,
  };
}
