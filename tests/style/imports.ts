import { posix } from "node:path";

/** One import or re-export: `to` is a path from the project's root, or a package's name as written. */
export interface Import {
  readonly to: string;
  readonly typeOnly: boolean;
}

const statement = /^(?:import|export)\s+(?:(type)\s)?(?:[^"';]*\sfrom\s+)?"([^"]+)"/gm;
const expression = /\bimport\(\s*"([^"]+)"\s*\)/g;

/** The imports of a formatted source file; a computed `import()` is not seen, since it names nothing. */
export function importsOf(path: string, source: string): Import[] {
  const resolve = (name: string) => (name.startsWith(".") ? posix.join(posix.dirname(path), name) : name);
  return [
    ...Array.from(source.matchAll(statement), ([, type, name]) => ({
      to: resolve(name ?? ""),
      typeOnly: type !== undefined,
    })),
    ...Array.from(source.matchAll(expression), ([, name]) => ({ to: resolve(name ?? ""), typeOnly: false })),
  ];
}
