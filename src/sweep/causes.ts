import type { Setting } from "../scenario/model.ts";
import type { Axis } from "./space.ts";

/** Values that spoil every setting that has them, while none of them can be left out; no values: all settings are spoilt. */
export type Cause = Setting;

/**
 * The smallest combinations of values behind which every setting is unsafe (the prime implicants of "unsafe"), fewest
 * values first. `isUnsafe` is asked about whole settings; one that is not decided counts as not unsafe.
 */
export function causesOf(axes: readonly Axis[], isUnsafe: (setting: Setting) => boolean): Cause[] {
  const causes: Cause[] = [];
  for (let size = 0; size <= axes.length; size++) {
    const smaller = [...causes];
    for (const part of partsOf(axes, size)) {
      if (!smaller.some((cause) => agrees(part, cause)) && isSpoilt(axes, part, isUnsafe)) {
        causes.push(part);
      }
    }
  }
  return causes;
}

/** Whether `setting` has all the values of `part`. */
export function agrees(setting: Setting, part: Setting): boolean {
  return Object.entries(part).every(([name, value]) => setting[name] === value);
}

/** Every choice of values for `size` of the axes. */
function partsOf(axes: readonly Axis[], size: number): Setting[] {
  const [first, ...rest] = axes;
  if (size === 0 || first === undefined) {
    return size === 0 ? [{}] : [];
  }
  const without = partsOf(rest, size);
  const others = partsOf(rest, size - 1);
  return [...first.values.flatMap((value) => others.map((part) => ({ [first.name]: value, ...part }))), ...without];
}

function isSpoilt(axes: readonly Axis[], part: Setting, isUnsafe: (setting: Setting) => boolean): boolean {
  const [first, ...rest] = axes;
  if (first === undefined) {
    return isUnsafe(part);
  }
  return first.name in part
    ? isSpoilt(rest, part, isUnsafe)
    : first.values.every((value) => isSpoilt(rest, { ...part, [first.name]: value }, isUnsafe));
}
