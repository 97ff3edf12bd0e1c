import type { VNode } from "preact";
import type { CostDocument } from "../document.ts";

/** How long the baseline's loop over one empty shadow is. */
export function LoopTable({ cost: { loops, baseline } }: { readonly cost: CostDocument }): VNode {
  const bits = [...new Set(loops.map((loop) => loop.bits))];
  const granules = [...new Set(loops.map((loop) => loop.granule))];
  return (
    <div class="scroll">
      <table class="matrix figures loop">
        <caption>Steps of {baseline} over one empty shadow, executed</caption>
        <thead>
          <tr>
            <th scope="col">pages</th>
            {bits.map((own) => (
              <th scope="col" key={own}>
                {own} bits
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {granules.map((granule) => (
            <tr key={granule}>
              <th scope="row">{granule}</th>
              {bits.map((own) => (
                <td key={own}>
                  {loops.find((loop) => loop.granule === granule && loop.bits === own)?.steps.toLocaleString("en-US")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
