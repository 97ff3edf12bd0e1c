import fc from "fast-check";
import type { Arbitrary } from "fast-check";
import { keyOf, ranksOf, valueAt } from "./domain.ts";
import type { Domain } from "./model.ts";
import type { Value } from "./scenario.ts";

/** Two ranks for each kind of domain, drawn anew for each scenario: most arguments take one of them, so that tasks meet. */
export type Pools = Readonly<Record<string, readonly [first: number, second: number]>>;

/** A value that is settled once the pools are known. */
export type Draw = (pools: Pools) => Value;

/** Domains of up to so many values collide by themselves. */
const SMALL = 4;

/** Pools for these domains. The ends of a domain, where ranges wrap and zero is stored, are likely in them. */
export function poolsFor(domains: readonly Domain[]): Arbitrary<Pools> {
  const pairs: Record<string, Arbitrary<[number, number]>> = {};
  for (const domain of domains.filter(isPooled)) {
    pairs[keyOf(domain)] = fc.tuple(poolRank(domain), poolRank(domain));
  }
  return fc.record(pairs, { noNullPrototype: true });
}

/** A value of the domain: from its pool, one notch beside it (ranges that touch or overlap by one), or any. */
export function drawFrom(domain: Domain): Arbitrary<Draw> {
  const fresh = rank(domain).map(
    (drawn): Draw =>
      () =>
        valueAt(domain, drawn),
  );
  if (!isPooled(domain)) {
    return fresh;
  }
  const key = keyOf(domain);
  const place = (which: 0 | 1, beside: number): Draw => {
    return (pools) => valueAt(domain, ((pools[key]?.[which] ?? 0) + beside) % ranksOf(domain));
  };
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant(place(0, 0)) },
    { weight: 2, arbitrary: fc.constant(place(1, 0)) },
    { weight: 1, arbitrary: fc.constant(place(0, 1)) },
    { weight: 2, arbitrary: fresh },
  );
}

function poolRank(domain: Domain): Arbitrary<number> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constant(ranksOf(domain) - 1) },
    { weight: 5, arbitrary: rank(domain) },
  );
}

function rank(domain: Domain): Arbitrary<number> {
  return fc.integer({ min: 0, max: ranksOf(domain) - 1 });
}

function isPooled(domain: Domain): boolean {
  return ranksOf(domain) > SMALL;
}
