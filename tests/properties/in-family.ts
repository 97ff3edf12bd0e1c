import { arbitraryOf } from "../../src/scenario/arbitrary.ts";
import type { AnyModel } from "../../src/check/catalogue.ts";

/** The model as if all its scenarios were of one family. */
export function inFamily(model: AnyModel, family: string): AnyModel {
  return { ...model, families: {}, arbitrary: () => arbitraryOf(model as Omit<AnyModel, "events">, family) };
}
