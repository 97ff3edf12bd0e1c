/** A 64-bit word in two parts that are exact as numbers: bits 47:0, and bits 63:48. */
export interface Wide {
  readonly low: number;
  readonly top: number;
}

/** What a field may hold, and what it becomes. Addresses are hexadecimal without `0x` and below 2^53. */
interface FieldTypes {
  readonly address: number;
  readonly integer: number;
  /** Of a page table: 0 to 3. */
  readonly level: number;
  readonly flag: boolean;
  readonly wide: Wide;
  readonly text: string;
  /** A name, or nothing. */
  readonly name: string | null;
  /** Recorded by some traces only; null where it is not. */
  readonly "address?": number | null;
  readonly "wide?": Wide | null;
}

export type FieldType = keyof FieldTypes;
export type Fields = Readonly<Record<string, FieldType>>;

/** Kinds of events with their fields: what a trace of a model may say. */
export type Vocabulary = Readonly<Record<string, Fields>>;

/** An event of one kind. */
export type EventOf<V extends Vocabulary, K extends keyof V> = {
  /** Place in the total order over all CPUs; a number of the trace's clock. */
  readonly t: number;
  /** Thread of the host. */
  readonly th: string;
  readonly ev: K;
} & { readonly [F in keyof V[K]]: FieldTypes[V[K][F]] };

export interface AnyEvent {
  readonly t: number;
  readonly th: string;
  readonly ev: string;
}

/** What is called for events of the kinds it names. */
export type Handlers<V extends Vocabulary> = {
  readonly [K in keyof V]?: (event: EventOf<V, K>) => void;
};
