import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const COPIED = [
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  ".oxfmtrc.json",
  ".oxlintrc.json",
  "src",
  "models",
  "properties",
  "tests/setup.ts",
  "tests/closing-line.ts",
  "tests/properties",
  "tests/vectors/kvm-traces",
];

/** A copy of the project to try things in. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), "s2check-docs-"));

  constructor() {
    for (const name of COPIED) {
      cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }

  /** Runs a line as a person types it; `status` is that of its last command. */
  shell(line: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const { NO_COLOR: _no, FORCE_COLOR: _force, ...env } = process.env;
    const path = [join(ROOT, "node_modules/node/bin"), join(ROOT, "node_modules/.bin"), env["PATH"]].join(delimiter);
    return spawnSync("bash", ["-c", line], { cwd: this.folder, encoding: "utf8", env: { ...env, PATH: path } });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
