import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { BadUse } from "../check/bad-use.ts";
import { BadData, checked } from "../scenario/explain.ts";

const FORMAT = "s2check-sweep-state";

/** What results depend on besides the job: a journal of other code, or of another sweep, is of no use. */
export interface Origin {
  /** Digest of the sources that decide what a job finds. */
  readonly code: string;
  /** Design, flaws mended, seed, budgets. */
  readonly sweep: string;
}

const headSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  code: z.string(),
  sweep: z.string(),
});

const lineSchema = z.strictObject({ job: z.string(), result: z.unknown() });

/**
 * Results of finished jobs, a line each, written before anything else goes on: a sweep that is started again takes them
 * from there. A job is known by what it was asked; its result is a function of that and of the origin.
 */
export class Journal {
  readonly #path: string;
  readonly #known: Map<string, unknown>;

  private constructor(path: string, known: Map<string, unknown>) {
    this.#path = path;
    this.#known = known;
  }

  /** Reads what is there, or begins anew; throws `BadUse` about a file of another origin. */
  static open(path: string, origin: Origin): Journal {
    const lines = existsSync(path) ? wholeLines(path) : [];
    const [head, ...rest] = lines;
    if (head === undefined) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify({ format: FORMAT, version: 1, ...origin })}\n`);
      return new Journal(path, new Map());
    }
    rejectForeign(path, head, origin);
    const known = rest.map((line, at) => read(lineSchema, line, `${path}:${at + 2}`));
    // An interruption may have cut the last line: it is written anew, so that what follows begins on a line of its own.
    writeFileSync(path, `${lines.join("\n")}\n`);
    return new Journal(path, new Map(known.map(({ job, result }) => [job, result])));
  }

  /** Forgets all that was done. */
  static remove(path: string): void {
    rmSync(path, { force: true });
  }

  get size(): number {
    return this.#known.size;
  }

  /** The result of a job that was asked the same, checked; undefined if there is none. */
  recall<T>(asked: unknown, schema: z.ZodType<T>): T | undefined {
    const job = digestOf(asked);
    if (!this.#known.has(job)) {
      return undefined;
    }
    try {
      return checked(schema, this.#known.get(job));
    } catch (error) {
      throw error instanceof BadData ? new BadUse(`${this.#path}: job ${job}: ${error.message}; ${ANEW}`) : error;
    }
  }

  note(asked: unknown, result: unknown): void {
    const job = digestOf(asked);
    this.#known.set(job, result);
    appendFileSync(this.#path, `${JSON.stringify({ job, result })}\n`);
  }
}

const ANEW = "begin anew with --fresh";

/** Up to the last line end: what is behind it was cut off. */
function wholeLines(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}

function rejectForeign(path: string, head: string, origin: Origin): void {
  const found = read(headSchema, head, `${path}:1`);
  if (found.sweep !== origin.sweep) {
    throw new BadUse(`${path} is of another sweep (${found.sweep}; this one is ${origin.sweep}): ${OTHER}`);
  }
  if (found.code !== origin.code) {
    throw new BadUse(`${path} is of other code: models, properties or the checker have changed since; ${ANEW}`);
  }
}

const OTHER = "keep them apart with --out, or begin anew with --fresh";

function read<T>(schema: z.ZodType<T>, line: string, where: string): T {
  try {
    return checked(schema, JSON.parse(line) as unknown);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadUse(`${where}: ${why}; ${ANEW}`, { cause: error });
  }
}

function digestOf(asked: unknown): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex").slice(0, 16);
}
