import "./require-node.cjs";
import { Command, CommanderError } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { checkCommand } from "./check.ts";
import { BadData } from "../scenario/explain.ts";
import { EXIT } from "./exit-code.ts";
import { exploreCommand } from "./explore.ts";
import { listCommand } from "./list.ts";
import { replayCommand } from "./replay.ts";

const program = new Command("s2check")
  .description("Checks concurrent stage-2 MMU code: every design against every property, with the smallest race for each flaw.")
  .showSuggestionAfterError()
  .showHelpAfterError("(`s2check --help` shows what there is)")
  .exitOverride();

for (const command of [checkCommand(), replayCommand(), exploreCommand(), listCommand()]) {
  program.addCommand(command.exitOverride().showSuggestionAfterError());
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.asDeclared : EXIT.badUse;
  }
  if (error instanceof BadUse || error instanceof BadData) {
    process.stderr.write(`s2check: ${error.message}\n`);
    return EXIT.badUse;
  }
  throw error;
}
