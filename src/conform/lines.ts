import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { BadUse } from "../check/bad-use.ts";

/** A piece of a trace: whole lines, and at the end whether the file stops in the middle of something. */
export interface Piece {
  readonly lines: readonly string[];
  /** The file ends here, but not as a whole file does: one sentence. */
  readonly cut: string | null;
}

const CHUNK = 1 << 18;

/** The lines of a file, gzip or not, in pieces of bounded size. */
export async function* linesOf(path: string): AsyncGenerator<Piece> {
  const zipped = await startsAsGzip(path);
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const stream = zipped ? file.pipe(createGunzip({ chunkSize: CHUNK })) : file;
  file.on("error", (error) => stream.destroy(error));
  let rest = "";
  let cut: string | null = null;
  try {
    for await (const chunk of stream.setEncoding("utf8")) {
      const lines = (rest + (chunk as string)).split("\n");
      rest = lines.pop()!;
      yield { lines, cut: null };
    }
  } catch (error) {
    cut = gzipTrouble(error);
  }
  if (rest !== "" && cut === null && rest.startsWith("{") && !rest.endsWith("}")) {
    cut = "the last line stops in the middle";
  }
  yield { lines: rest === "" || cut !== null ? [] : [rest], cut };
}

async function startsAsGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new BadUse(`${path} cannot be read as a trace: ${reason(error)}`, { cause: error });
  }
}

function gzipTrouble(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") {
    return "the gzip data stops before its end";
  }
  if (code?.startsWith("Z_") === true) {
    return `the gzip data is damaged (${reason(error)})`;
  }
  throw error;
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
