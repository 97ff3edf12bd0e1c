import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderCostHtml } from "../../src/cost/html.ts";
import { BROWSER, launch } from "../report/browser.ts";
import { exampleCost } from "./example.ts";

const cost = exampleCost();

test("the page asks the network for nothing, and no text in it can end its script", async () => {
  const hostile = "</script><script>throw new Error()</script><!--";
  const html = await renderCostHtml({ ...cost, crossoverTitle: hostile });
  expect(html.match(/(?:src|href|url|import)\s*[=(]\s*["']?(?:https?:)?\/\/[^"')]*/g) ?? []).toEqual([]);
  expect(html.split("</script>")).toHaveLength(3);
  expect(html).not.toContain("<!--");
});

describe.skipIf(BROWSER === undefined)("in a browser", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const address = (hash: string): string => `${pathToFileURL(join(folder, "cost.html")).href}${hash}`;
  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "s2check-"));
    await writeFile(join(folder, "cost.html"), await renderCostHtml(cost));
    browser = await launch();
    page = await browser.newPage();
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

  /** How many pixels of a plot have the colour of a line. */
  const painted = (colour: readonly number[]): Promise<number> =>
    page.evaluate(`(() => {
      const canvas = document.querySelector(".plot canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let pixels = 0;
      for (let at = 0; at < data.length; at += 4) {
        pixels += ${JSON.stringify(colour)}.every((value, part) => Math.abs(data[at + part] - value) < 8) && data[at + 3] > 200 ? 1 : 0;
      }
      return pixels;
    })()`);

  test("shows the loop, the figures of a workload and the crossover", async () => {
    await page.goto(address(""));
    expect(await text("table.loop")).toContain("1,024");
    expect(await text("h2")).toContain("numa");
    expect(await text("section[aria-label=numa] tbody tr:first-child")).toMatch(/full-unmap\s+262,144\s+16.8M/);
    expect(await text("section[aria-label=Crossover] tbody")).toContain("never");
  });

  test("draws a plot for each figure and each kind of crossover", async () => {
    expect(await page.locator(".plot canvas").count()).toBe(
      cost.figures.filter(({ rare }) => rare !== true).length + cost.kinds.length,
    );
    // The first plot: steps of full-unmap, in the first colour.
    expect(await painted([0x88, 0x88, 0x88])).toBeGreaterThan(100);
  });

  test("a design can be taken out of the plots", async () => {
    await page.getByLabel("full-unmap").uncheck();
    await expect.poll(() => painted([0x88, 0x88, 0x88])).toBe(0);
    await page.getByLabel("full-unmap").check();
    await expect.poll(() => painted([0x88, 0x88, 0x88])).toBeGreaterThan(100);
  });

  test("the values under the cursor stand below a plot", async () => {
    await page.locator(".plot .u-over").first().hover();
    await expect.poll(() => text(".u-legend")).toMatch(/full-unmap:?\s*262,144/);
  });

  test("links lead to a page size and a workload", async () => {
    await page.getByRole("link", { name: "64K pages" }).click();
    await page.getByRole("link", { name: "alias", exact: true }).click();
    await expect.poll(() => new URL(page.url()).hash).toBe("#64K/alias");
    await expect.poll(() => text("section[aria-label=alias] tbody tr:first-child")).toMatch(/full-unmap\s+524,288/);
    expect(await text("td.bad")).toBe("1");
  });

  test("says how the figures were made", async () => {
    await page.getByText("How these figures were made").click();
    expect(await text("details")).toContain("event.steps = 4·s");
  });

  test("fits a narrow window without sideways scrolling of the page", async () => {
    await page.setViewportSize({ width: 420, height: 800 });
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(420);
  });

  test("none of this threw an error or asked the network for anything", () => {
    expect(errors).toEqual([]);
  });
});
