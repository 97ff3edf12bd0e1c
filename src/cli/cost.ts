import { join } from "node:path";
import { closest } from "fastest-levenshtein";
import { Command } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { designNamed } from "../check/design-named.ts";
import { bitsFor, costOf } from "../cost/document.ts";
import type { CostQuestion } from "../cost/document.ts";
import { renderCostHtml } from "../cost/html.ts";
import { loadCosts } from "../cost/load.ts";
import { renderCost } from "../cost/text.ts";
import type { Design } from "../scenario/model.ts";
import { folderOption, fromHere, LATEST, MODELS, writeFiles } from "./folders.ts";
import { wholeNumber } from "./numbers.ts";

interface CostOptions {
  readonly design?: readonly string[];
  readonly mended?: true;
  readonly workload?: readonly string[];
  readonly granule: readonly string[];
  readonly bits?: number;
  readonly memory: number;
  readonly seed: number;
  readonly models: string;
  readonly out: string;
  readonly json?: true;
}

/** `s2check cost`: what an unmap costs with each design, on machines and guests of real size. */
export function costCommand(): Command {
  return new Command("cost")
    .description("run designs through workloads, print what unmaps cost and write the report with its plots")
    .option("--design <name...>", "designs to run, also with knobs turned; all in the folder of designs by default")
    .option("--mended", "with all flaws of the designs mended: without, a design costs what it does as posted")
    .option("--workload <name...>", "workloads to run them through; all of them by default")
    .option("--granule <size...>", "page sizes: 4K, 16K, 64K", ["4K"])
    .option("--bits <n>", "address bits of L2; 48 by default", wholeNumber(32, 52))
    .option("--memory <GiB>", "memory of L2 in the tables; plots go from 1 to 512", wholeNumber(1, 512), 64)
    .option("--seed <n>", "seed of the workloads", wholeNumber(0, 2 ** 31 - 1), 1)
    .option("--json", "print the report as JSON")
    .addOption(folderOption("--models <folder>", "where models are", MODELS))
    .addOption(folderOption("--out <folder>", "where cost.txt, cost.json and cost.html are written", LATEST))
    .action(async (options: CostOptions) => {
      for (const question of await questionsOf(options)) {
        await answer(question, options);
      }
    });
}

async function questionsOf(options: CostOptions): Promise<CostQuestion[]> {
  const costs = await loadCosts(options.models);
  return costs.map(({ model, designs }) => {
    const bits = options.bits ?? model.bits.usual;
    const least = Math.max(model.bits.min, bitsFor(options.memory));
    if (bits < least) {
      throw new BadUse(
        `--bits ${bits}: ${options.memory} GiB of L2 with all that is around them want at least ${least}`,
      );
    }
    const granules = options.granule.map((name) =>
      named(
        "granule",
        name,
        model.granules.map((own) => ({ name: own })),
      ),
    );
    const chosen = options.design?.map((name) => designNamed(name, designs)) ?? designs;
    return {
      model,
      designs: options.mended === true ? chosen.map(mended) : chosen,
      workloads: options.workload?.map((name) => named("workload", name, model.workloads)) ?? model.workloads,
      machines: granules.map(({ name }) => ({ granule: name, bits })),
      gib: options.memory,
      seed: options.seed,
    };
  });
}

/** The entry called `name`; otherwise one sentence with the nearest name there is. */
function named<T extends { readonly name: string }>(kind: string, name: string, entries: readonly T[]): T {
  const hit = entries.find((entry) => entry.name === name);
  if (hit === undefined) {
    const names = entries.map((entry) => entry.name);
    const near = closest(
      name.toUpperCase(),
      names.map((own) => own.toUpperCase()),
    );
    const hint = names.find((own) => own.toUpperCase() === near)!;
    throw new BadUse(`there is no ${kind} called "${name}": did you mean ${hint}? (there are ${names.join(", ")})`);
  }
  return hit;
}

function mended(design: Design): Design {
  const { name, flaws } = design;
  return flaws.length === 0 ? design : { ...design.mend(flaws.map(({ id }) => id)), name: `${name} mended` };
}

async function answer(question: CostQuestion, { out, json }: CostOptions): Promise<void> {
  const cost = costOf(question);
  const asJson = `${JSON.stringify(cost, null, 1)}\n`;
  const text = renderCost(cost);
  const page = await renderCostHtml(cost);
  process.stdout.write(
    json === true ? asJson : `${[...text, "", `plots: ${fromHere(join(out, "cost.html"))}`].join("\n")}\n`,
  );
  writeFiles("--out", out, { "cost.txt": `${text.join("\n")}\n`, "cost.json": asJson, "cost.html": page });
}
