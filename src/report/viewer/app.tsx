import { useLayoutEffect, useState } from "preact/hooks";
import type { VNode } from "preact";
import type { ReportDocument } from "../document.ts";
import { CellView } from "./cell.tsx";
import { Header } from "./header.tsx";
import { Matrix } from "./matrix.tsx";
import { cellOf, firstRoute, parseRoute, printRoute } from "./route.ts";
import type { Route } from "./route.ts";

/** The page: the matrix above, the chosen cell below. The URL's fragment holds all that is chosen. */
export function App({ report }: { readonly report: ReportDocument }): VNode {
  const [route, setRoute] = useState(() => parseRoute(location.hash, report) ?? firstRoute(report));
  useLayoutEffect(() => {
    const follow = (): void => setRoute(parseRoute(location.hash, report));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [report]);
  const go = (next: Route): void => {
    // Steps are many: they change the address without filling the browser's history.
    history.replaceState(null, "", printRoute(next));
    setRoute(next);
  };
  const cell = route === null ? undefined : cellOf(report, route);
  return (
    <>
      <Header report={report} />
      <main>
        <Matrix report={report} route={route} />
        {route === null || cell === undefined ? (
          <p class="empty">Choose a cell above.</p>
        ) : (
          <CellView key={`${route.design}/${route.property}`} report={report} cell={cell} route={route} go={go} />
        )}
      </main>
    </>
  );
}
