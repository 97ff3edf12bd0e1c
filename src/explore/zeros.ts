/** At least `length` zeros, in the same array where it is long enough: nothing is allocated from run to run. */
export function zeros(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  return array.length < length ? new Int32Array(2 * length) : array.fill(0);
}
