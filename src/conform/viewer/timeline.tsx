import type { VNode } from "preact";
import type { WindowDocument, WindowEvent } from "../window-document.ts";

interface TimelineProps {
  readonly trace: WindowDocument;
  readonly step: number;
  readonly goTo: (step: number) => void;
}

const WIDTH = 1_000;
const ROW = 26;
const LABEL = 110;

/** One lane a thread, event by event from left to right: bars where it holds the lock, ticks where it does something. */
export function Timeline({ trace, step, goTo }: TimelineProps): VNode {
  const { threads, events } = trace;
  const unit = (WIDTH - LABEL) / Math.max(1, events.length);
  const x = (at: number): number => LABEL + at * unit;
  const choose = (event: MouseEvent): void => {
    const { left, width } = (event.currentTarget as SVGElement).getBoundingClientRect();
    const at = Math.floor((((event.clientX - left) / width) * WIDTH - LABEL) / unit);
    goTo(Math.min(events.length, Math.max(1, at + 1)));
  };
  return (
    <svg
      class="timeline"
      viewBox={`0 0 ${WIDTH} ${threads.length * ROW + 4}`}
      role="img"
      aria-label="Threads over time"
      onClick={choose}
    >
      {threads.map((name, thread) => (
        <g key={name} transform={`translate(0 ${thread * ROW})`}>
          <text x="0" y={ROW * 0.7}>
            {name}
          </text>
          {barsOf(events, thread).map(({ from, to, holds }) => (
            <rect
              key={from}
              class={`holds-${holds}`}
              x={x(from)}
              y={ROW * 0.35}
              width={Math.max(1, x(to) - x(from))}
              height={ROW * 0.5}
            />
          ))}
          <path
            class="ticks"
            d={events
              .map((event, at) => (event.thread === thread ? `M${x(at + 0.5)} ${ROW * 0.2}v${ROW * 0.7}` : ""))
              .join("")}
          />
        </g>
      ))}
      {events.map(({ breaks }, at) =>
        breaks.length === 0 ? null : (
          <line key={at} class="break" x1={x(at + 0.5)} x2={x(at + 0.5)} y1="0" y2={threads.length * ROW} />
        ),
      )}
      <line class="now" x1={x(step - 0.5)} x2={x(step - 0.5)} y1="0" y2={threads.length * ROW} />
    </svg>
  );
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly holds: WindowEvent["holds"];
}

/** Where one thread holds the lock, in places of the window. */
function barsOf(events: readonly WindowEvent[], thread: number): readonly Bar[] {
  const own = events.flatMap((event, at) => (event.thread === thread ? [{ at, holds: event.holds }] : []));
  const changes = own.filter(({ holds }, place) => holds !== (own[place - 1]?.holds ?? "none"));
  return changes.flatMap(({ at, holds }, place) =>
    holds === "none" ? [] : [{ from: at, to: (changes[place + 1]?.at ?? events.length - 1) + 1, holds }],
  );
}
