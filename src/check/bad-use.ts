/** Something the user typed or a file they gave is wrong. The message is the one sentence they see; exit code 2. */
export class BadUse extends Error {}
