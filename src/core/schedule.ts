/** All choices of one execution, plain and versioned: a task id where several could step, a number where an op asked. */
export interface Schedule {
  readonly version: 1;
  readonly choices: readonly number[];
}

export function scheduleOf(choices: readonly number[]): Schedule {
  return { version: 1, choices: [...choices] };
}

/** One line, run-length coded: `1:0x3.1.0x12` is task 0 three times, task 1 once, task 0 twelve times. */
export function printSchedule(schedule: Schedule): string {
  const runs: string[] = [];
  const { choices } = schedule;
  for (let i = 0; i < choices.length;) {
    let end = i + 1;
    while (end < choices.length && choices[end] === choices[i]) {
      end++;
    }
    runs.push(end - i === 1 ? `${choices[i]}` : `${choices[i]}x${end - i}`);
    i = end;
  }
  return `${schedule.version}:${runs.join(".")}`;
}

/** The inverse of `printSchedule`; throws one sentence that says what is wrong and where. */
export function parseSchedule(text: string): Schedule {
  const colon = text.indexOf(":");
  if (colon < 0) {
    throw new Error(`schedule "${text}" has no version: it should look like 1:0x3.1`);
  }
  if (text.slice(0, colon) !== "1") {
    throw new Error(`schedule version ${text.slice(0, colon)} is not known here: this s2check reads version 1`);
  }
  const body = text.slice(colon + 1);
  const choices: number[] = [];
  for (const run of body === "" ? [] : body.split(".")) {
    const match = /^(\d{1,6})(?:x(\d{1,6}))?$/.exec(run);
    if (match === null) {
      throw new Error(`schedule part "${run}" is neither a number nor NUMBERxCOUNT`);
    }
    for (let n = Number(match[2] ?? 1); n > 0; n--) {
      choices.push(Number(match[1]));
    }
  }
  return { version: 1, choices };
}
