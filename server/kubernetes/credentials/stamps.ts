import { statSync } from 'node:fs';

/**
 * stampOf tells one content of files from another without reading them: size, times, and which file it is. One that cannot be
 * looked at (a link that leads nowhere, a folder that is closed) has a stamp of its own: who reads it says why.
 */
export function stampOf(files: readonly string[]): string {
  return files.map(stampOfOne).join('|');
}

function stampOfOne(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : '-';
  }
}
