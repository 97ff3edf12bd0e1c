import uPlot from "uplot";
import { useEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";
import { strokeOf } from "./stroke.ts";

export interface Line {
  readonly name: string;
  /** Place of the design in the report, which decides how the line looks. */
  readonly index: number;
  /** One for each size; null where it is not known. */
  readonly values: readonly (number | null)[];
}

interface PlotProps {
  readonly title: string;
  readonly sizes: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Values on the upper axis are powers of it. */
  readonly base?: number;
}

const HEIGHT = 230;

// uPlot declares an enum for them that does not exist when the page runs.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const LOGARITHMIC = 3 as uPlot.Scale.Distr.Logarithmic;
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const INVERSE_SINH = 4 as uPlot.Scale.Distr.ArcSinh;

/** Curves over memory, both scales logarithmic (the upper one around zero linear); the values under the cursor below it. */
export function Plot({ title, sizes, lines, format, base = 10 }: PlotProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current!;
    const data: uPlot.AlignedData = [[...sizes], ...lines.map(({ values }) => [...values])];
    const plot = new uPlot(options(title, lines, { format, base }, element), data, element);
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    const theme = new MutationObserver(() => plot.redraw(false, true));
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      resize.disconnect();
      theme.disconnect();
      plot.destroy();
    };
  }, [title, sizes, lines, format, base]);
  return <div class="plot" ref={place} />;
}

type Ticks = Required<Pick<PlotProps, "format" | "base">>;

function options(title: string, lines: readonly Line[], { format, base }: Ticks, element: Element): uPlot.Options {
  const line = { stroke: () => getComputedStyle(element).borderTopColor, width: 1 };
  const axis = { stroke: () => getComputedStyle(element).color, grid: line, ticks: line };
  return {
    title,
    width: element.clientWidth,
    height: HEIGHT,
    scales: {
      x: { time: false, distr: LOGARITHMIC, log: 2 },
      y: { distr: INVERSE_SINH, asinh: 1, range: (_plot, _min, max) => [0, Math.max(1, max * 2)] },
    },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((gib) => `${gib}`), filter: (_plot, splits) => splits },
      {
        ...axis,
        size: 74,
        splits: (_plot, _axis, _min, max) => powersTo(max, base),
        values: (_plot, splits) => splits.map(format),
        filter: (_plot, splits) => splits,
      },
    ],
    series: [
      { label: "GiB" },
      ...lines.map(({ name, index }, place) => {
        const { colour, dash } = strokeOf(index);
        const value = (_plot: uPlot, number: number | null): string => (number === null ? "" : format(number));
        return {
          label: name,
          stroke: colour,
          dash: [...dash],
          width: widthOf(place, lines.length),
          value,
          points: { show: false },
        };
      }),
    ],
  };
}

/** Where lines lie on each other, the ones below show at the edges. */
const widthOf = (place: number, lines: number): number => 2 + (6 * (lines - 1 - place)) / lines;

/** Zero and at most six powers. */
function powersTo(max: number, base: number): number[] {
  const last = Math.ceil(Math.log(Math.max(base, max)) / Math.log(base));
  const step = Math.ceil(last / 5);
  const powers = Array.from({ length: Math.floor(last / step) + 1 }, (_, at) => base ** (at * step));
  return [0, ...powers.filter((power) => power <= max)];
}
