import { describeModel } from "../base-model.ts";

describeModel("nested-pool", { held: 200, broken: 800 });
