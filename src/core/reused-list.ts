/** Shortens a list that serves run after run. Setting a length is slow even where it changes nothing. */
export function cut(list: unknown[], length: number): void {
  if (list.length !== length) {
    list.length = length;
  }
}

/** For lists of a few: keeps their memory, which a length set to 0 gives back. */
export function empty(list: unknown[]): void {
  while (list.length > 0) {
    list.pop();
  }
}
