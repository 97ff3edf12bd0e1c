import type { Claim } from "../core/program.ts";
import type { AnyProperty } from "./catalogue.ts";

/** Which claims an execution has to judge for some properties, and which property a broken claim belongs to. */
export interface Judge {
  readonly claims: readonly Claim<unknown>[];
  readonly wanted: ReadonlySet<string>;
  readonly propertyOf: ReadonlyMap<string, string>;
}

export function judgeOf(properties: readonly AnyProperty[]): Judge {
  const claims: Claim<unknown>[] = [];
  const propertyOf = new Map<string, string>();
  for (const { name, claim, engine = [] } of properties) {
    if (claim !== undefined) {
      claims.push({ ...claim, name });
      propertyOf.set(name, name);
    }
    for (const engineClaim of engine) {
      propertyOf.set(engineClaim, name);
    }
  }
  return { claims, wanted: new Set(propertyOf.keys()), propertyOf };
}
