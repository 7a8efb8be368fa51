import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from './console.mjs';
import { ensureStateDir, stateDir } from './setup.mjs';

// The script token, in its own file that only this user may read. Browsers never get it.

const MIN_DIFFERENT = 10;

/** tokenProblem returns what is wrong with a user-supplied token, by the server's rules (server/access/script-token.ts). */
export function tokenProblem(token) {
  if (!/^[\w-]{22,128}$/.test(token)) return 'must be 22 to 128 letters, digits, - or _';
  if (new Set(token).size < MIN_DIFFERENT)
    return `is too easy to guess: it has fewer than ${MIN_DIFFERENT} different characters`;
  return undefined;
}

/**
 * takeToken returns SLUICE_TOKEN, or a new token of 192 bits, and removes the variable from the environment, so that no child process
 * inherits it. Exits with a message when the token is too weak.
 */
export function takeToken() {
  const own = process.env.SLUICE_TOKEN;
  delete process.env.SLUICE_TOKEN;
  if (own === undefined || own === '') return randomBytes(24).toString('base64url');
  const problem = tokenProblem(own);
  if (problem !== undefined) fail(`SLUICE_TOKEN ${problem}; leave it unset to generate one.`);
  return own;
}

/** tokenFile returns where the Sluice on a port keeps the script token while it runs. */
export function tokenFile(port) {
  return join(stateDir, `token-${port}`);
}

/** writeToken writes the token for this user only; the file exists until this process ends. */
export function writeToken(port, token) {
  const file = tokenFile(port);
  ensureStateDir();
  // An existing file would keep its mode.
  rmSync(file, { force: true });
  writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  process.on('exit', () => rmSync(file, { force: true }));
  return file;
}
