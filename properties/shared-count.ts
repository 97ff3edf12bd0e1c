/** SHARE (I2, I4). Whenever hyp_shared_pfns_lock is free, for every page: the host counts who shares it above 0 exactly if it is shared. */
import { PAGES } from "../models/pkvm/config.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { PKVM_PAGE_SHARED_OWNED } from "../models/pkvm/state.ts";
import type { Hyp } from "../models/pkvm/state.ts";
import { property } from "../src/scenario/property.ts";

function miscounted({ shared_pfns_lock, shared_pfns, states }: Hyp, lock: unknown): string | null {
  if (lock !== shared_pfns_lock) {
    return null;
  }
  for (let page = 0; page < PAGES; page++) {
    const count = shared_pfns[page]!.peek;
    const isShared = states[page]!.peek === PKVM_PAGE_SHARED_OWNED;
    if (count > 0 !== isShared) {
      return `the host counts ${count} for page ${page}, which is ${isShared ? "" : "not "}shared`;
    }
  }
  return null;
}

export default property({
  name: "shared-count",
  statement: "the host's count of who shares a page is right",
  model: pkvm,
  claim: { on: { unlock: miscounted } },
  exercised: ["a page was shared"],
});
