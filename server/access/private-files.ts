import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

// Files that only this user may read or put there; the launchers judge the same (scripts/private-files.mjs).

/** Windows has no such bits and numbers. */
const HAS_OWNERS = process.platform !== 'win32';

/**
 * privateFolder makes a folder for this user alone, or shuts others out of the one that is there. Throws an Error with a sentence when it
 * is another user's: whoever may rename files in it decides what is read from it.
 */
export function privateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const about = statSync(path);
  if (!isMine(about))
    throw new Error(
      `${path} belongs to another user of this machine, who could change what Sluice keeps there. Start Sluice as that user, or remove the folder.`,
    );
  if (isOpenToOthers(about)) chmodSync(path, 0o700);
}

/**
 * openPrivate returns the text of a plain file, no link to one, that this user owns and nobody else may read. Throws what opening
 * throws, or an Error that says what is wrong with the file.
 */
export function openPrivate(path: string): string {
  // Windows has neither of both; there they are undefined, which counts as 0 here.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // What is judged is what was opened: the name may lead elsewhere by then. A pipe must not hold this up.
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw new Error('it is no plain file');
    if (!isMine(about)) throw new Error('it belongs to another user');
    if (isOpenToOthers(about)) throw new Error('others may read it: it must have mode 0600');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** readPrivate returns what openPrivate does; undefined where that throws. */
export function readPrivate(path: string): string | undefined {
  try {
    return openPrivate(path);
  } catch {
    return undefined;
  }
}

/**
 * writePrivate writes a new file beside the one of that name and renames it, so that a reader sees the old text or the new one,
 * nobody else either, and no link is followed. Throws when it cannot.
 */
export function writePrivate(folder: string, name: string, text: string): void {
  privateFolder(folder);
  const temporary = join(folder, `${name}.${randomBytes(8).toString('hex')}.tmp`);
  try {
    // 'wx' is O_CREAT and O_EXCL: what is there already, a link too, is no place to write to.
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function isMine({ uid }: Stats): boolean {
  return !HAS_OWNERS || uid === process.geteuid?.();
}

function isOpenToOthers({ mode }: Stats): boolean {
  return HAS_OWNERS && (mode & 0o077) !== 0;
}
