/** Error numbers as kernel code spells them; functions return them negated (include/uapi/asm-generic/errno-base.h). */
export const EPERM = 1;
export const E2BIG = 7;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EFAULT = 14;
export const EBUSY = 16;
export const EEXIST = 17;
export const EINVAL = 22;
export const ERANGE = 34;
