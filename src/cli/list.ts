import { Command } from "commander";
import { loadCatalogue } from "../check/catalogue.ts";
import { DEEP, PORTFOLIO } from "../check/plan.ts";
import type { Plan } from "../check/plan.ts";
import { STRATEGIES } from "../strategies/by-name.ts";
import { listText } from "../report/listing.ts";
import { PROPERTIES, folderOption } from "./folders.ts";

/** `s2check list`: every name that the other commands take. */
export function listCommand(): Command {
  return new Command("list")
    .description("show models, designs, properties and strategies")
    .addOption(folderOption("--properties <folder>", "where properties are", PROPERTIES))
    .option("--json", "for machines")
    .action(async (options: { readonly properties: string; readonly json?: true }) => {
      const catalogue = await loadCatalogue(options.properties);
      const listing = {
        models: catalogue.models.map(({ name, title, designs }) => ({
          name,
          title,
          designs: designs.map((design) => ({
            name: design.name,
            title: design.title,
            breaks: design.breaks,
            seldom: design.seldom ?? [],
            flaws: design.flaws,
          })),
        })),
        properties: catalogue.properties.map(({ name, statement, model }) => ({ name, statement, model: model.name })),
        strategies: [
          { name: PORTFOLIO.name, title: `of check alone, its default: ${stagesText(PORTFOLIO)} in turn` },
          { name: DEEP.name, title: "of check alone: as portfolio, with more schedules of each" },
          ...STRATEGIES.map(({ usage, title }) => ({ name: usage, title })),
        ],
      };
      process.stdout.write(options.json === true ? `${JSON.stringify(listing, null, 2)}\n` : listText(listing));
    });
}

const stagesText = ({ stages }: Plan): string => stages.map(({ strategy }) => strategy).join(", ");
