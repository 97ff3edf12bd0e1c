/** Allocation flags, bits as in include/linux/gfp_types.h (7.3.4). */
export const __GFP_HIGH = 1 << 5;
export const __GFP_IO = 1 << 6;
export const __GFP_FS = 1 << 7;
export const __GFP_ZERO = 1 << 8;
export const __GFP_DIRECT_RECLAIM = 1 << 10;
export const __GFP_KSWAPD_RECLAIM = 1 << 11;
export const __GFP_NOWARN = 1 << 13;
export const __GFP_RETRY_MAYFAIL = 1 << 14;
export const __GFP_NOFAIL = 1 << 15;
export const __GFP_NORETRY = 1 << 16;
/** Charged to the cgroup, whose limit can refuse even an allocation that may sleep. */
export const __GFP_ACCOUNT = 1 << 22;

export const GFP_ATOMIC = __GFP_HIGH | __GFP_KSWAPD_RECLAIM;
export const GFP_NOWAIT = __GFP_KSWAPD_RECLAIM | __GFP_NOWARN;
export const GFP_KERNEL = __GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM | __GFP_IO | __GFP_FS;
export const GFP_KERNEL_ACCOUNT = GFP_KERNEL | __GFP_ACCOUNT;

/** Whether the allocation may sleep. */
export function gfpflags_allow_blocking(gfp: number): boolean {
  return (gfp & __GFP_DIRECT_RECLAIM) !== 0;
}

/** Whether a small allocation can fail: one that may sleep is retried until it succeeds, unless a limit refuses it. */
export function gfpMayFail(gfp: number): boolean {
  if ((gfp & __GFP_NOFAIL) !== 0) {
    return false;
  }
  return !gfpflags_allow_blocking(gfp) || (gfp & (__GFP_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NORETRY)) !== 0;
}

const NAMES: readonly (readonly [name: string, bits: number])[] = [
  ["GFP_KERNEL_ACCOUNT", GFP_KERNEL_ACCOUNT],
  ["GFP_KERNEL", GFP_KERNEL],
  ["GFP_ATOMIC", GFP_ATOMIC],
  ["GFP_NOWAIT", GFP_NOWAIT],
  ["__GFP_ACCOUNT", __GFP_ACCOUNT],
  ["__GFP_ZERO", __GFP_ZERO],
  ["__GFP_NOFAIL", __GFP_NOFAIL],
  ["__GFP_RETRY_MAYFAIL", __GFP_RETRY_MAYFAIL],
  ["__GFP_NORETRY", __GFP_NORETRY],
  ["__GFP_NOWARN", __GFP_NOWARN],
];

/** `GFP_NOWAIT | __GFP_ACCOUNT`. */
export function gfpName(gfp: number): string {
  const names: string[] = [];
  let left = gfp;
  for (const [name, bits] of NAMES) {
    if ((left & bits) === bits) {
      names.push(name);
      left &= ~bits;
    }
  }
  return left === 0 && names.length > 0 ? names.join(" | ") : `0x${gfp.toString(16)}`;
}
