import { useEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";
import { count } from "../../size.ts";
import type { SweepDocument } from "../../sweep/document.ts";
import { printValues } from "../../sweep/result.ts";
import { FindingView } from "../finding.tsx";
import { printRoute } from "./route.ts";
import type { SweepRoute } from "./route.ts";

interface CauseProps {
  readonly sweep: SweepDocument;
  readonly route: SweepRoute;
  readonly go: (next: SweepRoute) => void;
}

/** One reason why settings are unsafe: its values, what they break, and the smallest race for each property. */
export function CauseView({ sweep, route, go }: CauseProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (location.hash !== "") {
      heading.current?.focus();
    }
  }, []);
  const { values, settings, design, findings } = sweep.causes[route.cause]!;
  const finding = findings.find(({ counterexample }) => counterexample.property === route.property);
  return (
    <section class="cell" aria-labelledby="cause">
      <div class="cell-head">
        <h2 id="cause" tabIndex={-1} ref={heading}>
          {printValues(values)}
        </h2>
        <span class="badge broken">unsafe: reason {route.cause + 1}</span>
      </div>
      <p class="quiet">
        {count(settings, "setting")} with it, all of them unsafe; shown in {design}
      </p>
      <nav class="tabs" aria-label="Properties">
        {findings.map(({ counterexample: { property } }) => (
          <a
            key={property}
            href={printRoute({ ...route, property, step: 0 })}
            aria-current={property === route.property ? "true" : undefined}
          >
            {property}
          </a>
        ))}
      </nav>
      {finding !== undefined && <FindingView report={sweep} finding={finding} route={route} go={go} />}
    </section>
  );
}
