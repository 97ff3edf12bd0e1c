import "./require-node.cjs";
import { Command, CommanderError } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { inOurWords } from "./bad-options.ts";
import { checkCommand } from "./check.ts";
import { BadData } from "../scenario/explain.ts";
import { EXIT } from "./exit-code.ts";
import { conformCommand } from "./conform.ts";
import { costCommand } from "./cost.ts";
import { exploreCommand } from "./explore.ts";
import { listCommand } from "./list.ts";
import { replayCommand } from "./replay.ts";
import { sweepCommand } from "./sweep.ts";

const program = wellSpoken(new Command("s2check")).description(
  "Checks concurrent stage-2 MMU code: every design against every property, with the smallest interleaving for each flaw.",
);

for (const command of [
  checkCommand(),
  sweepCommand(),
  replayCommand(),
  exploreCommand(),
  costCommand(),
  conformCommand(),
  listCommand(),
]) {
  program.addCommand(wellSpoken(command));
}

// Whoever reads what is printed may have seen enough, as `head` has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    process.stderr.write(`s2check: what there is to say cannot be printed (${error.code ?? error.message})\n`);
    process.exit(EXIT.badUse);
  }
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

/** Bad use is told in our words, and ends in our exit code. */
function wellSpoken(command: Command): Command {
  return command
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(inOurWords(command, text)) });
}

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.asDeclared : EXIT.badUse;
  }
  if (error instanceof BadUse || error instanceof BadData) {
    process.stderr.write(`s2check: ${error.message}\n`);
    return EXIT.badUse;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`s2check: a fault of s2check, or of what a model runs outside its tasks: ${what}\n`);
  return EXIT.internal;
}
