/** A trace that is read rightly and cannot be judged: the message says why, in one sentence. */
export class Unsupported extends Error {}
