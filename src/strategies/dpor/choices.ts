/** What was chosen inside a step, values and bounds in turns. Lists are never changed: steps of several paths share them. */
export type Choices = readonly number[];

/** For a step that leaves no choice. */
export const NO_CHOICES: Choices = [];

/** Whether all of them are the ordinary ones. */
export function isOrdinary(choices: Choices): boolean {
  for (let i = 0; i < choices.length; i += 2) {
    if (choices[i] !== 0) {
      return false;
    }
  }
  return true;
}

/** What to choose next in the same step: the last one that can be raised, raised, and nothing behind it; null at the end. */
export function nextChoices(choices: Choices): Choices | null {
  for (let i = choices.length - 2; i >= 0; i -= 2) {
    if (choices[i]! + 1 < choices[i + 1]!) {
      const next = choices.slice(0, i + 2);
      next[i]!++;
      return next;
    }
  }
  return null;
}
