import { createReadStream } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { BadUse } from "../check/bad-use.ts";

/** A piece of a trace: whole lines, and at the end whether the file stops in the middle of something. */
export interface Piece {
  readonly lines: readonly string[];
  /** The file ends here, but not as a whole file does: one sentence. */
  readonly cut: string | null;
}

const CHUNK = 1 << 18;

/** The lines of a file, gzip or not, in pieces of bounded size; `-` is what comes in by standard input. */
export async function* linesOf(path: string): AsyncGenerator<Piece> {
  const bytes = bytesOf(path);
  const first = await firstOf(bytes, path);
  const all = Readable.from(joined(first, bytes), { objectMode: false, highWaterMark: CHUNK });
  const damage: Damage = { says: null };
  const stream = isGzip(first) ? unzipped(all, damage) : all;
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop()!;
    yield { lines, cut: null };
  }
  const half = rest.startsWith("{") && !rest.trimEnd().endsWith("}") ? "the last line stops in the middle" : null;
  const cut = damage.says ?? half;
  yield { lines: rest === "" || cut !== null ? [] : [rest], cut };
}

interface Damage {
  says: string | null;
}

/**
 * Gives what there is before damage, where a stream that fails drops what it has and nobody has read; but for the chunk in which damage
 * is noticed, most of which is garbage.
 */
function unzipped(zipped: Readable, damage: Damage): Readable {
  const text = new PassThrough({ highWaterMark: CHUNK });
  zipped.on("error", (error) => text.destroy(error));
  const gunzip = zipped.pipe(createGunzip({ chunkSize: CHUNK }));
  gunzip.on("error", (error) => {
    damage.says = gzipTrouble(error);
    text.end();
  });
  return gunzip.pipe(text);
}

type Bytes = AsyncIterator<Buffer>;

const bytesOf = (path: string): Bytes =>
  (path === "-" ? process.stdin : createReadStream(path, { highWaterMark: CHUNK }))[Symbol.asyncIterator]();

/** Empty for an empty file. A pipe gives nothing twice, so what tells the form is kept. */
async function firstOf(bytes: Bytes, path: string): Promise<Buffer> {
  try {
    const next = await bytes.next();
    return next.done === true ? Buffer.alloc(0) : next.value;
  } catch (error) {
    throw new BadUse(`${path} cannot be read as a trace: ${reason(error)}`, { cause: error });
  }
}

async function* joined(first: Buffer, others: Bytes): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await others.next(); next.done !== true; next = await others.next()) {
    yield next.value;
  }
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function gzipTrouble(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") {
    return "the gzip data stops before its end";
  }
  return `the gzip data is damaged (${reason(error)}), and what was read last may be garbage`;
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
