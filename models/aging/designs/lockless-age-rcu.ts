import { walkerDesign } from "../../walkers/walker-design.ts";

export const locklessPutRcu = walkerDesign({
  name: "lockless-age-rcu",
  title: "put_page_rcu in the unmap, the root freed with the VM (Yu Zhao, 2023-05-26)",
  knobs: { ager: "lockless", unmapFree: "putRcu", rootFree: "destroy" },
});
