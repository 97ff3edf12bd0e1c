import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderSweepHtml } from "../../src/report/sweep/html.ts";
import { BROWSER, launch } from "../report/browser.ts";
import { sweptVault } from "./swept.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "s2check-sweep-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the page asks the network for nothing, and no text in it can end its script", async () => {
  const document = await sweptVault(folder);
  const html = await renderSweepHtml({ ...document, title: "</script><script>throw new Error()</script><!--" });
  expect(html.match(/(?:src|href|url|import)\s*[=(]\s*["']?(?:https?:)?\/\/[^"')]*/g) ?? []).toEqual([]);
  expect(html.split("</script>")).toHaveLength(3);
  expect(html).not.toContain("<!--");
});

describe.skipIf(BROWSER === undefined)("in a browser", () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const address = (hash: string): string => `${pathToFileURL(join(folder, "index.html")).href}${hash}`;
  const text = (selector: string): Promise<string> => page.locator(selector).innerText();
  const hash = (): string => new URL(page.url()).hash;
  const row = (value: string) => page.locator(".sweep tbody tr", { hasText: value });

  beforeAll(async () => {
    await writeFile(join(folder, "index.html"), await renderSweepHtml(await sweptVault(folder)));
    browser = await launch();
    page = await (await browser.newContext()).newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => {
      if (!/^(?:file|data):/.test(request.url())) {
        errors.push(`asks for ${request.url()}`);
      }
    });
  });
  afterAll(() => browser.close());

  test("opens at the first reason, with the verdict on each value", async () => {
    await page.goto(address(""));
    expect(await text("h1")).toBe("3 of 8 settings safe in all explored");
    expect(await text("h2")).toBe("pay = twice");
    expect(await row("1 mutex").locator("td").first().innerText()).toMatch(/✓ safe in all explored\n2 held/);
    expect(await row("2 none").locator("td").first().innerText()).toMatch(
      /~ depends\nonly with update = atomic; 1 held/,
    );
    expect(await row("6 twice").locator("td").first().innerText()).toBe("✗ UNSAFE\nbreaks balanced");
  });

  test("every red cell leads to a race, and arrows step through it", async () => {
    expect(await page.locator(".sweep td.broken").count()).toBe(await page.locator(".sweep td.broken a").count());
    await page.getByRole("link", { name: "lock = none with update = plain: UNSAFE" }).click();
    await expect.poll(() => text("h2")).toBe("lock = none and update = plain");
    expect(await text("h3")).toContain("balanced broken by vault-v1@lock=none,update=plain with PAY mended");
    await page.keyboard.press("End");
    await expect.poll(hash).toBe("#2/balanced/4");
    expect(await text("aside h4")).toBe("After step 4");
    expect(await text("tr.now code")).toBe("WRITE_ONCE(coins, 1)");
    expect(await text(".replay code")).toContain("vault-v1@lock=none,update=plain~PAY:balanced:");
  });

  test("a link leads to one step, what names nothing is said, safe settings are listed", async () => {
    await page.goto("about:blank");
    await page.goto(address("#2/balanced/2"));
    expect(await text("tr.now code")).toBe("READ_ONCE(coins) = 0");
    await page.goto("about:blank");
    await page.goto(address("#9/balanced"));
    expect(await text("h2")).toBe("pay = twice");
    await page.evaluate("location.hash = '#8/balanced'");
    await expect.poll(() => text(".empty")).toBe("Choose a red cell above.");
    expect(await page.locator("table.safe tbody tr").count()).toBe(3);
  });

  test("fits a narrow window without sideways scrolling of the page", async () => {
    await page.setViewportSize({ width: 420, height: 800 });
    await page.goto(address("#2/balanced/2"));
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(420);
  });

  test("none of this threw an error or asked the network for anything", () => {
    expect(errors).toEqual([]);
  });
});
