import { Command } from "commander";
import { loadCatalogue } from "../check/catalogue.ts";
import { STRATEGIES } from "../strategies/by-name.ts";
import { listText } from "../report/listing.ts";
import { PROPERTIES } from "./folders.ts";

/** `s2check list`: every name that the other commands take. */
export function listCommand(): Command {
  return new Command("list")
    .description("show models, designs, properties and strategies")
    .option("--properties <folder>", "where properties are", PROPERTIES)
    .option("--json", "for machines")
    .action(async (options: { readonly properties: string; readonly json?: true }) => {
      const catalogue = await loadCatalogue(options.properties);
      const listing = {
        models: catalogue.models.map(({ name, title, designs }) => ({
          name,
          title,
          designs: designs.map((design) => ({ name: design.name, title: design.title, breaks: design.breaks })),
        })),
        properties: catalogue.properties.map(({ name, statement, model }) => ({ name, statement, model: model.name })),
        strategies: STRATEGIES.map(({ usage, title }) => ({ name: usage, title })),
      };
      process.stdout.write(options.json === true ? `${JSON.stringify(listing, null, 2)}\n` : listText(listing));
    });
}
