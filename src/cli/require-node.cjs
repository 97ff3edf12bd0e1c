"use strict";

// Plain old JavaScript, run before anything else: a Node that is too old for the sources still reads this file.
const needed = 24;
const running = process.versions.node;

if (Number.parseInt(running, 10) < needed) {
  process.stderr.write(
    `s2check needs Node ${needed} or newer and this is Node ${running}: ` +
      `run \`npm ci\`, which brings Node ${needed} for the npm scripts, then \`npm run s2check\`.\n`,
  );
  process.exit(2);
}
