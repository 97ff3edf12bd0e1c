import type { FigureInfo } from "./cost-model.ts";
import type { CurveDocument } from "./document.ts";

/** The figures that say something of these designs. */
export const figuresShown = (figures: readonly FigureInfo[], curves: readonly CurveDocument[]): FigureInfo[] =>
  figures.filter(({ name, rare }) => rare !== true || curves.some((curve) => curve.figures[name] !== 0));
