import { counterWorkload } from "./counter/workload.ts";
import { measure } from "./measure.ts";
import type { Measured } from "./measure.ts";
import { readOptions } from "./options.ts";
import type { BenchOptions } from "./options.ts";
import { printTable } from "./print.ts";
import { shadowWorkload } from "./shadow/workload.ts";

async function run(options: BenchOptions): Promise<void> {
  const results: Record<string, readonly Measured[]> = {};
  for (const workload of [counterWorkload, shadowWorkload]) {
    const measured = await measure(workload, options);
    results[workload.name] = measured;
    if (!options.json) {
      console.log(printTable(workload, measured));
    }
  }
  if (options.json) {
    console.log(JSON.stringify({ node: process.version, ...options, results }, null, 2));
  }
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
