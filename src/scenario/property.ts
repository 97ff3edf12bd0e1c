import type { Claim } from "../core/program.ts";
import type { Design, Model } from "./model.ts";

/** A further model that a property is judged in, with what the property is there. */
export interface Elsewhere<S = unknown, D extends Design = Design, E = object> {
  readonly model: Model<S, D, E>;
  /** What is checked there; without it, the claims of the engine alone. */
  readonly claim?: Omit<Claim<S, E>, "name">;
  readonly exercised: readonly string[];
}

/** A claim about a model: what a file in `properties/` exports as its default. */
export interface Property<S = unknown, D extends Design = Design, E = object> {
  /** Short name in the matrix and on the command line, e.g. `soundness`. */
  readonly name: string;
  /** One sentence for people. The formal statement stands in the head comment of the file. */
  readonly statement: string;
  readonly model: Model<S, D, E>;
  /** What the property itself checks; its name is the property's. */
  readonly claim?: Omit<Claim<S, E>, "name">;
  /** Claims of the engine that belong to this property, e.g. `sleep-in-atomic`. */
  readonly engine?: readonly string[];
  /** What must have happened at least once in the scenarios for "held" to mean anything (`world.sometimes`). */
  readonly exercised: readonly string[];
  /** Other models in which the same is claimed; written with `elsewhere`. */
  readonly also?: readonly Elsewhere<never>[];
}

/** Declares a property; the types follow from the model. */
export function property<S, D extends Design, E>(definition: Property<S, D, E>): Property<S, D, E> {
  return definition;
}

/** A property in one more model, for `also`; the types follow from that model. */
export function elsewhere<S, D extends Design, E>(definition: Elsewhere<S, D, E>): Elsewhere<never> {
  return definition as unknown as Elsewhere<never>;
}
