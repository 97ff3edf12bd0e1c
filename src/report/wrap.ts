/**
 * Breaks one text into lines of at most `width` characters: at a space if there is one in the second half of the line,
 * otherwise behind a bracket, a slash or a hyphen, otherwise hard. Lines after the first start with `indent`. Past `most` lines the
 * rest is cut and ends in `…`.
 */
export function wrap(text: string, width: number, indent = "", most = Infinity): string[] {
  const lines: string[] = [];
  let rest = text;
  let start = "";
  while (start.length + rest.length > width && lines.length + 1 < most) {
    const room = width - start.length;
    const end = breakIn(rest, room);
    lines.push(start + rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
    start = indent;
  }
  lines.push(shorten(start + rest, width));
  return lines;
}

function breakIn(text: string, room: number): number {
  const space = text.lastIndexOf(" ", room);
  if (space >= room / 2) {
    return space;
  }
  const line = text.slice(0, room);
  const part = Math.max(space, line.lastIndexOf("(") + 1);
  const smaller = line.search(/[[/-][^[/-]*$/) + 1;
  return [part, smaller].find((end) => end >= room / 4) ?? room;
}

/** At most `width` characters, the last of them `…` where something is missing. */
export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`;
}
