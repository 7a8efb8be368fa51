import { statSync } from 'node:fs';

/**
 * stampOf detects content changes in files without reading them, by size, times, and which file it is. A file that cannot be examined (a
 * broken link, a folder without access) gets its own stamp: whoever reads it reports why.
 */
export function stampOf(files: readonly string[]): string {
  return files.map(stampOfFile).join('|');
}

function stampOfFile(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : '-';
  }
}
