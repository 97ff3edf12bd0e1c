import { expect, test } from "vitest";
import {
  NULL,
  XA_ZERO_ENTRY,
  xa_is_advanced,
  xa_is_internal,
  xa_is_value,
  xa_is_zero,
  xa_mk_value,
  xa_to_value,
} from "../../src/kernel/xa_entry.ts";

test("a value entry is 2n + 1, so that the value 0 is not NULL", () => {
  expect(xa_mk_value(0)).toBe(1n);
  expect(xa_mk_value(0)).not.toBe(NULL);
  expect(xa_mk_value(0x7f)).toBe(0xffn);
  expect(xa_to_value(xa_mk_value(0x8000_0000_0000n))).toBe(0x8000_0000_0000n);
});

test("a value keeps 63 bits: bit 63 is lost", () => {
  const top = (1n << 63n) - 1n;
  expect(xa_to_value(xa_mk_value(top))).toBe(top);
  expect(xa_to_value(xa_mk_value((1n << 63n) | 5n))).toBe(5n);
});

test.each([
  { word: NULL, value: false, internal: false, advanced: false },
  { word: 0x1n, value: true, internal: false, advanced: false },
  { word: 0x2n, value: false, internal: true, advanced: true },
  { word: 0x3n, value: true, internal: false, advanced: false },
  { word: 0x1000n, value: false, internal: false, advanced: false },
  { word: 0x402n, value: false, internal: true, advanced: true },
  { word: XA_ZERO_ENTRY, value: false, internal: true, advanced: false },
  { word: 0x40an, value: false, internal: true, advanced: false },
])("$word: value $value, internal $internal, refused $advanced", ({ word, value, internal, advanced }) => {
  expect(xa_is_value(word)).toBe(value);
  expect(xa_is_internal(word)).toBe(internal);
  expect(xa_is_advanced(word)).toBe(advanced);
  expect(xa_is_zero(word)).toBe(word === 0x406n);
});
