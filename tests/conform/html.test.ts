import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import model from "../../models/nested/conform/conform.ts";
import { renderWindowHtml, windowOf } from "../../src/conform/html.ts";
import { judgeTrace } from "../../src/conform/judge-trace.ts";
import type { WindowDocument } from "../../src/conform/window-document.ts";
import { BROWSER, launch } from "../report/browser.ts";
import { eventsOf, pathOf } from "./recordings.ts";

let folder = "";
let broken: WindowDocument;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "s2check-conform-"));
  const events = eventsOf("two_1-ipa36-cut.jsonl.gz");
  const at = events.findIndex(
    ({ ev, mmu, ipa }, place) => place > 2_000 && ev === "pte_unmap" && mmu === "S0" && ipa === "1000",
  );
  const lines = events.toSpliced(at, 1).map((event) => JSON.stringify(event));
  const path = join(folder, "trace.jsonl");
  writeFileSync(path, lines.join("\n"));
  broken = await windowOf(await judgeTrace(path, model), model);
  writeFileSync(join(folder, "index.html"), await renderWindowHtml(broken));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("shows what is around the first break, or the window that is asked for, or the end", async () => {
  const at = broken.events.findIndex(({ breaks }) => breaks.length > 0);
  expect(at).toBeGreaterThan(500);
  expect(broken.events.length - at).toBeGreaterThan(200);
  expect(broken.states.length).toBe(broken.events.length);

  const path = pathOf("basic-ipa40.jsonl.gz");
  const result = await judgeTrace(path, model);
  const end = await windowOf(result, model);
  expect([end.events.at(-1)!.t, end.breaks, end.cut]).toEqual([result.to, [], false]);
  const { events } = await windowOf(result, model, { from: 1_000, to: 1_100 });
  expect([events[0]!.t, events.at(-1)!.t]).toEqual([1_000, 1_098]);
});

it("says that a window is too large for one page", async () => {
  const path = pathOf("two_1-ipa36-cut.jsonl.gz");
  const large = await windowOf(await judgeTrace(path, model), model, { from: 0, to: Infinity });
  expect([large.events.length, large.cut]).toEqual([4_000, true]);
});

it("asks the network for nothing, and no text in it can end its script", async () => {
  const html = await renderWindowHtml({ ...broken, path: "</script><script>throw new Error()</script><!--" });
  expect(html.match(/(?:src|href|url|import)\s*[=(]\s*["']?(?:https?:)?\/\/[^"')]*/g) ?? []).toEqual([]);
  expect(html.split("</script>")).toHaveLength(3);
});

describe.skipIf(BROWSER === undefined)("in a browser", () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();
  beforeAll(async () => {
    browser = await launch();
    page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => {
      if (!/^(?:file|data):/.test(request.url())) {
        errors.push(`asks for ${request.url()}`);
      }
    });
    await page.goto(pathToFileURL(join(folder, "index.html")).href);
  });
  afterAll(() => browser.close());

  it("opens at the event to blame, with its state", async () => {
    const { t } = broken.breaks[0]!;
    expect(await text("tr[aria-current] td")).toBe(String(t));
    expect(await text(".state h2")).toBe(`State after ${t}`);
    expect(await text(".state pre")).toMatch(/^mmu_lock: .*\n[^]*C: VMID 0x/);
    expect(await text(".breaks")).toContain(broken.breaks[0]!.claim);
  });

  it("has a lane a thread, with bars where it holds the lock", async () => {
    expect(await page.locator(".timeline text").allTextContents()).toEqual(broken.threads);
    expect(await page.locator(".timeline .holds-write").count()).toBeGreaterThan(0);
    expect(await page.locator(".timeline .holds-read").count()).toBeGreaterThan(10);
  });

  it("steps by key, by button and by a click, and keeps the step in its address", async () => {
    const step = Number(
      new URL(page.url()).hash.slice(1) || broken.events.findIndex(({ breaks }) => breaks.length > 0) + 1,
    );
    await page.keyboard.press("ArrowRight");
    expect(await text(".state h2")).toBe(`State after ${broken.events[step]!.t}`);
    await page.getByLabel("Previous step").click();
    await page.getByLabel("Previous step").click();
    expect(await text("tr[aria-current] td")).toBe(String(broken.events[step - 2]!.t));
    await page.locator(".timeline").click({ position: { x: 400, y: 10 } });
    const chosen = Number(new URL(page.url()).hash.slice(1));
    expect(await text("tr[aria-current] td")).toBe(String(broken.events[chosen - 1]!.t));
    await page.locator(".breaks button").first().click();
    expect(await text("tr[aria-current] td")).toBe(String(broken.breaks[0]!.t));
    expect(errors).toEqual([]);
  });
});
