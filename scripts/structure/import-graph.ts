import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { parseSync } from 'vite';

/** The nodes that each node points to; for source files, the files each imports. Paths are relative to the root, with slashes. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** importGraph returns which source files each source file below `folders` imports. */
export function importGraph(root: string, folders: readonly string[]): Graph {
  const files = folders.flatMap((folder) => sourceFiles(root, folder)).toSorted(byName);
  return new Map(
    files.map((file) => {
      const targets = importedPaths(file, readFileSync(join(root, file), 'utf8'));
      return [file, new Set(targets.filter((target) => existsSync(join(root, target))))];
    }),
  );
}

/**
 * importedPaths returns the root-relative paths that a file imports, re-exports or imports dynamically, including type-only imports.
 * Packages and Node's built-in modules are left out.
 */
export function importedPaths(file: string, source: string): string[] {
  const { module } = parseSync(file, source);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      source.slice(start, end).replace(/^['"`]|['"`]$/g, ''),
    ),
  ];
  return [...new Set(specifiers)].flatMap((specifier) => {
    if (specifier.startsWith('#')) return [specifier.slice(1)];
    if (specifier.startsWith('.')) return [posix.join(posix.dirname(file), specifier)];
    return [];
  });
}

function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Compares strings by code units. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
