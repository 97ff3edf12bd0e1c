import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "src/cli/main.ts");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as package.json runs it, in a folder of its own; `started` is given the process. */
export function s2check(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  started?: (process: ChildProcess) => void,
): Promise<Ended> {
  return ended(spawn(process.execPath, [MAIN, ...args], { cwd, env: environment(env) }), started);
}

/** The same on a terminal, where there is util-linux to make one; its two streams are one. Arguments without blanks. */
export function s2checkOnTerminal(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const command = [process.execPath, MAIN, ...args].join(" ");
  return ended(spawn("script", ["-qec", command, "/dev/null"], { cwd, env: { ...environment(env), TERM: "xterm" } }));
}

function environment(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  return { ...inherited, ...added };
}

function ended(
  child: ChildProcessWithoutNullStreams,
  started: (process: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => (text[name] += chunk));
  }
  started(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, ...text }));
  });
}

/** A temporary folder with these files; sources name files of the project as `<project>/…`. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "s2check-cli-"));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replaceAll("<project>", pathToFileURL(ROOT).href));
  }
  return folder;
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
