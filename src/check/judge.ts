import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Claim } from "../core/program.ts";
import type { AnyModel, AnyProperty } from "./catalogue.ts";

type Named = Pick<AnyModel, "name" | "claims">;

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

/**
 * Claims of the engine and of the model that no property of the model has taken on. They are judged all the same: after a
 * forgotten `yield*`, or a deadlock that nobody asked about, "held" would mean nothing.
 */
export function unclaimedOf(model: Named, properties: readonly AnyProperty[]): ReadonlySet<string> {
  const { wanted } = judgeOf(properties.filter((property) => property.model === model));
  const all = [...Object.values(ENGINE_CLAIMS), ...(model.claims ?? []).map((claim) => claim.name)];
  return new Set(all.filter((name) => !wanted.has(name)));
}

/** One sentence about a broken claim that no property has taken on. */
export function unclaimedText(model: Named, claim: string, message: string): string {
  return claim === ENGINE_CLAIMS.lostOp
    ? message
    : `${message}: ${claim}, which no property of ${model.name} has taken on`;
}
