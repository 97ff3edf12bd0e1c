/** The choices of one execution, plain and versioned: a task id where several could step, a number where an op asked. */
export interface Schedule {
  readonly version: 1;
  readonly choices: readonly number[];
}

export function scheduleOf(choices: readonly number[]): Schedule {
  return { version: 1, choices: [...choices] };
}

/** Version of the printed form; 1 was the same without the number of choices. */
const PRINTED = "2";

/**
 * One line, run-length coded: `2:0x3.1.0x12=16` is task 0 three times, task 1 once, task 0 twelve times, 16 choices in all.
 * Past its end a schedule goes on by itself, so that only their number tells a schedule that was cut from a whole one.
 */
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
  return `${PRINTED}:${runs.join(".")}=${choices.length}`;
}

/** The inverse of `printSchedule`, also of its version 1; throws one sentence that says what is wrong and where. */
export function parseSchedule(text: string): Schedule {
  const colon = text.indexOf(":");
  if (colon < 0) {
    throw new Error(`schedule "${text}" has no version: it should look like 2:0x3.1=4`);
  }
  const version = text.slice(0, colon);
  if (version !== PRINTED && version !== "1") {
    throw new Error(`schedule version ${version} is not known here: this s2check reads versions 1 and 2`);
  }
  const rest = text.slice(colon + 1);
  const [body = "", number, ...more] = version === PRINTED ? rest.split("=") : [rest];
  if (version === PRINTED && (number === undefined || !/^\d+$/.test(number) || more.length > 0)) {
    throw new Error(`the schedule is cut off: after its choices it should say how many they are, e.g. 0x3.1=4`);
  }
  const choices = choicesIn(body);
  if (version === PRINTED && Number(number) !== choices.length) {
    const found = choices.length < Number(number) ? `ends after ${choices.length}` : `has ${choices.length}`;
    throw new Error(
      `the schedule should have ${number} choice${number === "1" ? "" : "s"} and ${found}: it was changed`,
    );
  }
  return { version: 1, choices };
}

function choicesIn(body: string): number[] {
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
  return choices;
}
