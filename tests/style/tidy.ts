/** Names that say where a file was put down instead of what it is. */
const nameless = /(?:^|\/)(?:utils?|common|helpers?|misc|shared|stuff)\//;

const forbidden: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.:/])\/(?:home|root|Users|work|tmp|mnt)\/\w/, "names a path of one machine"],
  [/\bregistry\.[a-z]+\.[a-z]+/i, "names a package registry's host"],
  [/\b(?:TODO|FIXME|XXX)\b/, "leaves work behind in a comment"],
  [/[\u202a-\u202e\u2066-\u2069\ufeff]/, "holds a character that changes how the text looks"],
  [/\r/, "ends lines as Windows does"],
  [/[^\n]$|\n\n$/, "does not end in one line break"],
];

/** What is wrong with a file whatever language it is in: one sentence each, with the line. */
export function untidy(path: string, text: string): string[] {
  const complaints = forbidden.flatMap(([pattern, what]) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [`${path}:${text.slice(0, at).split("\n").length} ${what}`];
  });
  return nameless.test(path) ? [`${path} is in a folder whose name says nothing`, ...complaints] : complaints;
}
