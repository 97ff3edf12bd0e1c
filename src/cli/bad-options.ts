import { closest } from "fastest-levenshtein";
import type { Command } from "commander";

type Rule = readonly [pattern: RegExp, say: (command: Command, ...found: string[]) => string];

/** What the parser of options complains of, in one sentence that says what is wanted instead. */
const RULES: readonly Rule[] = [
  [/^unknown option '([^'=]+).*'/, (command, flag) => `there is no option ${flag}: ${nearest(flag, flagsOf(command))}`],
  [/^unknown command '(.+?)'/, (command, name) => `there is no command ${name}: ${nearest(name, namesIn(command))}`],
  [/^option '(.+?)' argument missing/, (command, flags) => `${flags} lacks its value: ${aboutOption(command, flags)}`],
  [
    /^option '(\S+).*' argument '(.*)' is invalid\. (.*?)\.?$/,
    (_command, flag, value, rule) => `${flag} ${value}: ${rule}`,
  ],
  [/^required option '(.+?)' not specified/, (command, flags) => `${flags} is missing: ${aboutOption(command, flags)}`],
  [/^missing required argument '(.+?)'/, (command, name) => `<${name}> is missing: ${aboutArgument(command, name)}`],
  [
    /^too many arguments.*Expected (\d+) arguments? but got (\d+)/,
    (command, most, given) => `${command.name()} takes ${most} argument${most === "1" ? "" : "s"} and got ${given}`,
  ],
];

/** The parser's message, which ends in a new line, in our words. */
export function inOurWords(command: Command, text: string): string {
  const message = text.trim().replace(/^error: /, "");
  const [pattern, say] = RULES.find(([candidate]) => candidate.test(message)) ?? [];
  const said = pattern === undefined || say === undefined ? message : say(command, ...pattern.exec(message)!.slice(1));
  const help = command.parent === null ? "s2check --help" : `s2check ${command.name()} --help`;
  return `s2check: ${said} (see \`${help}\`)\n`;
}

/** What one command calls a budget of scenarios, another calls one of runs. */
const ELSEWHERE: Readonly<Record<string, string>> = { "--budget": "--runs", "--runs": "--budget" };

function nearest(word: string, words: readonly string[]): string {
  const other = ELSEWHERE[word];
  return `did you mean ${other !== undefined && words.includes(other) ? other : closest(word, words)}?`;
}

const flagsOf = ({ options }: Command): string[] => ["--help", ...options.flatMap(({ long }) => long ?? [])];

const namesIn = ({ commands }: Command): string[] => commands.map((command) => command.name());

function aboutOption({ options }: Command, flags: string): string {
  return options.find((option) => option.flags === flags)?.description ?? "it takes one";
}

function aboutArgument({ registeredArguments }: Command, name: string): string {
  return registeredArguments.find((argument) => argument.name() === name)?.description ?? "it is wanted";
}
