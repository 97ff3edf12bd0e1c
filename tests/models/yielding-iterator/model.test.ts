import { describeModel } from "../base-model.ts";

describeModel("yielding-iterator", { held: 300, broken: 800, shown: ["partition"] });
