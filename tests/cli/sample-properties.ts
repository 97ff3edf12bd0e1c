const IMPORTS = `
import { bank, noLostUpdate } from "<project>/tests/sample-models/bank.ts";
import { READ_ONCE, WRITE_ONCE, mutex_lock, mutex_unlock, Mutex } from "<project>/src/kernel/index.ts";
const [racy, atomic] = bank.designs;
`;

/** Source of a file in a folder of properties: the sample bank, changed by `model`, judged by `rest`. */
function source(model: string, rest = "claim: noLostUpdate, exercised: []"): string {
  return `${IMPORTS}
export default {
  name: "no-lost-update",
  statement: "what was paid in is there",
  model: { ...bank, ${model} },
  ${rest},
};
`;
}

/** The bank with one command, run as given. */
const teller = (run: string): string =>
  `roles: { teller: { ...bank.roles.teller, commands: { deposit: { ...bank.roles.teller.commands.deposit, run: ${run} } } } }`;

/** Folders of one property each, by what is special about them. */
export const SAMPLES: Readonly<Record<string, string>> = {
  "as-declared/a.ts": source(""),
  "undeclared/a.ts": source("designs: [{ ...racy, breaks: [] }, atomic]"),
  "another-behind-it/a.ts": source(
    `designs: [{ ...racy, flaws: [{ ...racy.flaws[0], breaks: racy.breaks }] }],
    ${teller(`function* (bank, { account }) {
      const sum = bank.accounts[account];
      bank.paid[account]++;
      if (bank.design === "racy" || account > 0) {
        yield* WRITE_ONCE(sum, (yield* READ_ONCE(sum)) + 1);
      } else {
        yield* mutex_lock(bank.lock);
        yield* WRITE_ONCE(sum, (yield* READ_ONCE(sum)) + 1);
        yield* mutex_unlock(bank.lock);
      }
    }`)},
    setup: (world, ...rest) => ({ ...bank.setup(world, ...rest), lock: new Mutex(world, "till") })`,
  ),
  "held-although-declared/a.ts": source('designs: [{ ...atomic, breaks: ["no-lost-update"] }]'),
  "never-happens/a.ts": source("designs: [atomic]", 'claim: noLostUpdate, exercised: ["a bank run"]'),
  "task-throws/a.ts": source(teller('function* () { throw new Error("no such account"); }')),
  "claim-throws/a.ts": source("", 'claim: { finally: () => { throw new Error("no ledger"); } }, exercised: []'),
  "loses-an-op/a.ts": source(
    teller("function* (bank) { yield* READ_ONCE(bank.accounts[0]); WRITE_ONCE(bank.accounts[0], 1); }"),
  ),
  "locks-twice/a.ts": source(
    `setup: (world) => new Mutex(world, "m"), show: () => [], ${teller("function* (m) { yield* mutex_lock(m); yield* mutex_lock(m); }")}`,
    "claim: { finally: () => null }, exercised: []",
  ),
  "rolls-dice/a.ts": source(
    teller("function* (bank) { yield* WRITE_ONCE(bank.accounts[0], Math.random()); }"),
    "claim: { finally: () => null }, exercised: []",
  ),
  "draws-nothing/a.ts": source('arbitrary: () => { throw new Error("no customers"); }'),
  "breaks-once/a.ts": `let runs = 0;
${source("designs: [racy]", 'claim: { finally: () => (++runs === 2 ? "the second run of the day" : null) }, exercised: []')}`,
  "loops-for-ever/a.ts": source(teller("function* () { for (;;); }")),
  "exports-nothing/a.ts": "export const property = 1;\n",
  "throws/a.ts": "throw new Error('not today');\n",
};
