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

// Files that only this user may read or create. The launchers apply the same rules (scripts/private-files.mjs).

/** Windows does not have these mode bits and owner ids. */
const HAS_OWNERS = process.platform !== 'win32';

/**
 * privateFolder creates a folder for this user alone, or removes everyone else's access to an existing one. Throws an Error with a readable
 * message when another user owns it: whoever may rename files in a folder decides what is read from it.
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
 * openPrivate returns the text of a regular file (not a symlink) that this user owns and nobody else may read. Throws what opening it
 * throws, or an Error that says what is wrong with the file.
 */
export function openPrivate(path: string): string {
  // Windows has neither O_NOFOLLOW nor O_NONBLOCK. They are undefined there, which counts as 0 here.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Check the opened file, not the path: the path may point elsewhere by then. Opening a pipe must not block.
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw new Error('it is not a regular file');
    if (!isMine(about)) throw new Error('it belongs to another user');
    if (isOpenToOthers(about)) throw new Error('others may read it: it must have mode 0600');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** readPrivate returns what openPrivate returns, or undefined where openPrivate throws. */
export function readPrivate(path: string): string | undefined {
  try {
    return openPrivate(path);
  } catch {
    return undefined;
  }
}

/**
 * writePrivate writes a new file next to the existing one and renames it over it. A reader sees the old text or the new one, nobody else
 * can read either, and no link is followed. Throws when it cannot write.
 */
export function writePrivate(folder: string, name: string, text: string): void {
  privateFolder(folder);
  const temporary = join(folder, `${name}.${randomBytes(8).toString('hex')}.tmp`);
  try {
    // 'wx' is O_CREAT and O_EXCL: never write to something that already exists, a link included.
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
