/** An exact quotient, in lowest terms, its denominator above 0: coefficients of laws must not be rounded. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export const ZERO: Fraction = { top: 0n, bottom: 1n };

export const whole = (value: number): Fraction => ({ top: BigInt(value), bottom: 1n });

export const plus = (a: Fraction, b: Fraction): Fraction =>
  reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);

export const times = (a: Fraction, b: Fraction): Fraction => reduced(a.top * b.top, a.bottom * b.bottom);

export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { top: -b.top, bottom: b.bottom });

/** @throws RangeError for a divisor of 0. */
export const over = (a: Fraction, b: Fraction): Fraction => reduced(a.top * b.bottom, a.bottom * b.top);

export const isZero = ({ top }: Fraction): boolean => top === 0n;

export const isEqual = (a: Fraction, b: Fraction): boolean => a.top === b.top && a.bottom === b.bottom;

/** The nearest number; exact up to 2^53. */
export const toNumber = ({ top, bottom }: Fraction): number => {
  const quotient = top / bottom;
  return Number(quotient) + Number(top - quotient * bottom) / Number(bottom);
};

/** `3`, `-1/2`. */
export const printFraction = ({ top, bottom }: Fraction): string => (bottom === 1n ? `${top}` : `${top}/${bottom}`);

function reduced(top: bigint, bottom: bigint): Fraction {
  if (bottom === 0n) {
    throw new RangeError(`${top}/0 is no fraction`);
  }
  const sign = bottom < 0n ? -1n : 1n;
  const divisor = greatestCommon(top < 0n ? -top : top, bottom * sign) * sign;
  return { top: top / divisor, bottom: bottom / divisor };
}

function greatestCommon(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) {
    [larger, smaller] = [smaller, larger % smaller];
  }
  return larger;
}
