import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const QUIET = ["gpu", "quic", "background-networking", "component-update", "sync"].map((what) => `--disable-${what}`);

/** A browser of this machine: named by S2CHECK_BROWSER or where distributions put it; undefined if there is none. */
export const BROWSER = [process.env["S2CHECK_BROWSER"] ?? "", ...PATHS].find((path) => existsSync(path));

export function launch(): Promise<Browser> {
  if (BROWSER === undefined) {
    throw new Error("no browser was found");
  }
  return chromium.launch({ executablePath: BROWSER, args: ["--headless", "--no-sandbox", "--no-first-run", ...QUIET] });
}
