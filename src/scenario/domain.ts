import type { Domain } from "./model.ts";
import type { Value } from "./scenario.ts";

/**
 * Everything that generates, shrinks, checks or prints a value sees its domain as a list of ranks, 0 being the simplest.
 * How many ranks a domain has:
 */
export function ranksOf(domain: Domain): number {
  if (domain === "boolean") {
    return 2;
  }
  return "oneOf" in domain ? domain.oneOf.length : Math.floor((domain.max - domain.min) / stepOf(domain)) + 1;
}

/** The value of a rank below `ranksOf(domain)`. */
export function valueAt(domain: Domain, rank: number): Value {
  if (domain === "boolean") {
    return rank > 0;
  }
  return "oneOf" in domain ? domain.oneOf[rank]! : domain.min + rank * stepOf(domain);
}

/** How far a value of the domain is from the simplest one; this is its share of a scenario's argument size. */
export function rankOf(domain: Domain, value: Value): number {
  if (domain === "boolean") {
    return Number(value);
  }
  return "oneOf" in domain ? domain.oneOf.indexOf(Number(value)) : (Number(value) - domain.min) / stepOf(domain);
}

/** As people read it: `true`, `12`, `0x3000`. */
export function printValue(domain: Domain, value: Value): string {
  if (domain === "boolean" || !("hex" in domain) || typeof value === "boolean") {
    return String(value);
  }
  return domain.hex ? `0x${value.toString(16)}` : String(value);
}

/** Same domain, same key: values of one key can be compared, and collide. */
export function keyOf(domain: Domain): string {
  if (domain === "boolean") {
    return domain;
  }
  return "oneOf" in domain ? `of ${domain.oneOf.join()}` : `${domain.min} to ${domain.max} by ${stepOf(domain)}`;
}

function stepOf(domain: { readonly step?: number }): number {
  return domain.step ?? 1;
}
