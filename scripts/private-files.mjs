import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
} from 'node:fs';

// Files that only this user may read or create; server/access/private-files.ts applies the same rules.

/**
 * privateFolder creates a folder for this user only, or removes the access of others to an existing one. Throws when it belongs to
 * another user.
 */
export function privateFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(path);
  if (!isMine(uid))
    throw new Error(
      `${path} belongs to another user of this machine, who could change what Sluice keeps there. Start Sluice as that user, or remove the folder.`,
    );
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) chmodSync(path, 0o700);
  return path;
}

/**
 * readPrivate returns the text of a file that this user owns and nobody else may read. Throws the error from opening it, or an Error with
 * the reason.
 */
export function readPrivate(path) {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const about = fstatSync(file);
    const isOpen = process.platform !== 'win32' && (about.mode & 0o077) !== 0;
    if (!about.isFile() || !isMine(about.uid) || isOpen)
      throw new Error('others may read it, or it is not yours');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Windows has no uids. */
function isMine(uid) {
  return process.platform === 'win32' || uid === process.geteuid();
}
