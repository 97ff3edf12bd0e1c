/** At the end no fault holds a page of the host any more, and no page was given back more often than it was taken. */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { hex } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

function held({ host }: Kvm): string | null {
  const [frame] = host.held;
  return frame === undefined
    ? null
    : `frame ${hex(frame)} is still held by a fault that has ended, and can never be freed`;
}

export default property({
  name: "page-references",
  statement: "a fault gives the page that it found back, once, whatever became of it",
  model: nested,
  claim: {
    on: {
      page_put: (_kvm, page) =>
        page.held ? null : `frame ${hex(page.frame)} is given back, and nobody holds a reference to it`,
    },
    finally: held,
  },
  exercised: ["fault retried"],
});
