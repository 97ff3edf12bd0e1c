import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { ReportDocument } from "../document.ts";
import { count } from "../size.ts";

const DARK = "(prefers-color-scheme: dark)";

/** What was run and what came out, in one line each. */
export function Header({ report }: { readonly report: ReportDocument }): VNode {
  const { cells, seed, strategy, budget, complete, times } = report;
  const surprising = cells.filter((cell) => !cell.asDeclared).length;
  const verdict =
    surprising === 0 ? "All as declared" : `${surprising} of ${count(cells.length, "cell")} not as declared`;
  return (
    <header>
      <div>
        <p class="brand">s2check</p>
        <h1 class={surprising === 0 ? "good" : "bad"}>{complete ? verdict : `Interrupted. ${verdict} so far`}</h1>
        <p class="quiet">
          {count(cells.length, "cell")} · seed {seed} · {strategy} · at most {count(budget.scenarios, "scenario")} a
          design, {count(budget.schedules, "schedule")} a scenario · {(times.total / 1000).toFixed(1)} s
        </p>
      </div>
      <ThemeButton />
    </header>
  );
}

/** Switches between light and dark for this page; it opens as the system is set. */
export function ThemeButton(): VNode {
  const [dark, setDark] = useState(() => matchMedia(DARK).matches);
  const toggle = (): void => {
    document.documentElement.dataset["theme"] = dark ? "light" : "dark";
    setDark(!dark);
  };
  return (
    <button type="button" class="theme" onClick={toggle}>
      {dark ? "Light" : "Dark"}
    </button>
  );
}
