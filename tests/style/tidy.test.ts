import { expect, test } from "vitest";
import { projectFiles, textOf } from "./source-files.ts";
import { untidy } from "./tidy.ts";

/** Binary files, and the two files that spell out what they forbid. */
const exempt = /\.gz$|^tests\/style\/tidy/;

test("no file is untidy", () => {
  const files = projectFiles().filter((path) => !exempt.test(path));
  expect(files).toContain("package.json");
  expect(files.flatMap((path) => untidy(path, textOf(path)))).toEqual([]);
});

test.for([
  ["src/utils/a.ts", "export {};\n", "src/utils/a.ts is in a folder whose name says nothing"],
  ["helpers/a.ts", "export {};\n", "helpers/a.ts is in a folder whose name says nothing"],
  ["a.md", "Run it.\n\ncd /home/me\n", "a.md:3 names a path of one machine"],
  ["a.md", "see `/tmp/out.json`\n", "a.md:1 names a path of one machine"],
  ["a.json", '"https://registry.example.org/x"\n', "a.json:1 names a package registry's host"],
  ["a.ts", "// TODO: later\n", "a.ts:1 leaves work behind in a comment"],
  ["a.ts", "const a = 1; // \u202e\n", "a.ts:1 holds a character that changes how the text looks"],
  ["a.ts", "const a = 1;\r\n", "a.ts:1 ends lines as Windows does"],
  ["a.ts", "const a = 1;", "a.ts:1 does not end in one line break"],
  ["a.ts", "const a = 1;\n\n", "a.ts:1 does not end in one line break"],
])("%s with %j is untidy", ([path, text, complaint]) => {
  expect(untidy(path!, text!)).toEqual([complaint]);
});

test.for([
  ["src/core/shared.ts", "export {};\n"],
  ["a.md", "`reports/latest/` and https://example.org/home/page and a/b/root/c\n"],
])("%s with %j is tidy", ([path, text]) => {
  expect(untidy(path!, text!)).toEqual([]);
});
