import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentOf } from "../../src/report/document.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderFinding } from "../../src/report/text.ts";
import { BROWSER, launch } from "./browser.ts";
import { exampleResult } from "./examples/result.ts";

const result = exampleResult();

test("the page asks the network for nothing, and no text in it can end its script", async () => {
  const hostile = "</script><script>throw new Error()</script><!--";
  const html = await renderHtml(documentOf({ ...result, strategy: hostile }));
  const sources = html.match(/(?:src|href|url|import)\s*[=(]\s*["']?(?:https?:)?\/\/[^"')]*/g) ?? [];
  expect(sources).toEqual([]);
  expect(html.split("</script>")).toHaveLength(3);
  expect(html).not.toContain("<!--");
});

if (BROWSER === undefined) {
  console.warn("The HTML report is not tested in a browser: none was found. Install chromium, or set S2CHECK_BROWSER.");
}

describe.skipIf(BROWSER === undefined)("in a browser", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const address = (hash: string): string => `${pathToFileURL(join(folder, "index.html")).href}${hash}`;
  const text = (selector: string): Promise<string> => page.locator(selector).innerText();
  const hash = (): string => new URL(page.url()).hash;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "s2check-"));
    await writeFile(join(folder, "index.html"), await renderHtml(documentOf(result)));
    browser = await launch();
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    page = await context.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => {
      if (!/^(?:file|data):/.test(request.url())) {
        errors.push(`asks for ${request.url()}`);
      }
    });
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test("opens at what contradicts its declaration", async () => {
    await page.goto(address(""));
    expect(await text("h1")).toBe("4 of 11 cells not as declared");
    expect(await text("h2")).toBe("lock of maple-v2");
    expect(await page.locator(".matrix td a").count()).toBe(result.cells.length);
  });

  test("a cell leads to its counterexample, arrows step through it", async () => {
    await page.locator(".matrix tr", { hasText: "soundness" }).locator("td a").nth(1).click();
    await expect.poll(() => text("h2")).toBe("soundness of maple-v1");
    expect(await text("aside h4")).toBe("At the beginning");
    await page.keyboard.press("ArrowRight");
    await expect.poll(hash).toBe("#maple-v1/soundness/1/3");
    for (let presses = 0; presses < 3; presses++) {
      await page.keyboard.press("ArrowDown");
    }
    await expect.poll(() => text("aside h4")).toBe("After step 6");
    expect(await text("aside")).toContain("vCPU: srcu\nvCPU: mmu_lock");
    expect(await page.locator("aside .changed h5").allInnerTexts()).toEqual(["shadow 0", "TLB"]);
    expect(await text("tr.now code")).toBe("WRITE_ONCE(shadow0[0], frame 7)");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("End");
    await expect.poll(hash).toBe("#maple-v1/soundness/1/13");
    await page.keyboard.press("Home");
    await expect.poll(hash).toBe("#maple-v1/soundness/1/0");
  });

  test("a link leads to one step, also to one that is folded away", async () => {
    await page.goto("about:blank");
    await page.goto(address("#maple-v1/soundness/1/2"));
    expect(await text("tr.now code")).toBe("READ_ONCE(guest_s2[0]) = 3");
    await page.getByLabel("all 13 steps").uncheck();
    await expect.poll(() => text("tr.fold >> nth=0")).toContain("… 2 more steps");
  });

  test("copies the mail and the command", async () => {
    const finding = result.cells[1]!.findings[0]!;
    const clipboard = (): Promise<string> => page.evaluate("navigator.clipboard.readText()");
    await page.getByRole("button", { name: "Copy as mail" }).click();
    await expect.poll(clipboard).toBe(renderFinding(finding).join("\n"));
    await page.getByRole("button", { name: "Copy command" }).click();
    await expect.poll(clipboard).toBe(finding.replay);
  });

  test("what did not break says what was run, what was not exercised says what never happened", async () => {
    await page.goto(address("#maple-v1/precision"));
    await expect.poll(() => text(".reason")).toContain('"a targeted unmap" never happened');
    await page.goto(address("#full-unmap/lock"));
    await expect.poll(() => text(".facts")).toContain("31, others to preemption bound 2");
    expect(await text(".facts")).toMatch(/traces seen\s+9,876\s/i);
    expect(await text(".facts")).toMatch(/a new reads-from pair\s+0 % \(≤ 0\.038 %\)/i);
    expect(await page.locator("article").count()).toBe(0);
    await page.goto(address("#no/such-cell"));
    await expect.poll(() => text(".empty")).toBe("Choose a cell above.");
  });

  test("dark and light follow the system until the button is used", async () => {
    const background = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto("about:blank");
    await page.goto(address(""));
    const light = await background();
    await page.getByRole("button", { name: "Dark" }).click();
    await expect.poll(background).not.toBe(light);
    await page.getByRole("button", { name: "Light" }).click();
    await expect.poll(background).toBe(light);
  });

  test("fits a narrow window without sideways scrolling of the page", async () => {
    await page.setViewportSize({ width: 420, height: 800 });
    await page.goto(address("#maple-v1/soundness/1/6"));
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(420);
  });

  test("none of this threw an error or asked the network for anything", () => {
    expect(errors).toEqual([]);
  });
});
