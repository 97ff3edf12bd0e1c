import { useLayoutEffect, useState } from "preact/hooks";
import type { VNode } from "preact";
import type { SweepDocument } from "../../sweep/document.ts";
import { count } from "../../size.ts";
import { ThemeButton } from "../header.tsx";
import { CauseView } from "./cause.tsx";
import { Grid } from "./grid.tsx";
import { parseRoute, printRoute } from "./route.ts";
import type { SweepRoute } from "./route.ts";
import { SafeSettings } from "./safe.tsx";

/** The page of a sweep: the grid above, the chosen reason and its smallest race below, then the settings that held. */
export function SweepApp({ sweep }: { readonly sweep: SweepDocument }): VNode {
  const [route, setRoute] = useState(() => parseRoute(location.hash, sweep) ?? parseRoute("#1", sweep));
  useLayoutEffect(() => {
    const follow = (): void => setRoute(parseRoute(location.hash, sweep));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [sweep]);
  const go = (next: SweepRoute): void => {
    // Steps are many: they change the address without filling the browser's history.
    history.replaceState(null, "", printRoute(next));
    setRoute(next);
  };
  return (
    <>
      <SweepHeader sweep={sweep} />
      <main>
        <Grid sweep={sweep} route={route} />
        {route === null ? (
          <p class="empty">{sweep.causes.length === 0 ? "Nothing broke." : "Choose a red cell above."}</p>
        ) : (
          <CauseView key={`${route.cause}/${route.property}`} sweep={sweep} route={route} go={go} />
        )}
        <SafeSettings sweep={sweep} />
      </main>
    </>
  );
}

function SweepHeader({ sweep }: { readonly sweep: SweepDocument }): VNode {
  const { design, title, mended, settings, seed, strategy, budget, complete, leftOut, times } = sweep;
  const of = (verdict: string): number => settings.filter((setting) => setting.verdict === verdict).length;
  const open = of("undecided") === 0 ? "" : `, ${of("undecided")} undecided`;
  return (
    <header>
      <div>
        <p class="brand">s2check sweep</p>
        <h1 class={of("safe") > 0 ? "good" : "bad"}>
          {complete ? "" : "Interrupted. "}
          {of("safe")} of {count(settings.length, "setting")} safe in all explored{open}
        </h1>
        <p class="quiet">
          {design}: {title}
          {mended.length > 0 && `, with ${mended.join(", ")} mended`}
          {leftOut.length > 0 && `; not judged, since it declares to break it in any case: ${leftOut.join(", ")}`}
        </p>
        <p class="quiet">
          seed {seed} · {strategy} · at most {count(budget.scenarios, "scenario")} a safe setting,{" "}
          {count(budget.schedules, "schedule")} a scenario · {(times.total / 1000).toFixed(1)} s
        </p>
      </div>
      <ThemeButton />
    </header>
  );
}
