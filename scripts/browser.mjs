import { spawn, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureStateDir } from './setup.mjs';

const KEEP_MS = 30_000;

/**
 * openBrowser opens an address in the user's browser; resolves to false if it cannot. Every user of a machine can read a program's
 * arguments, so the browser gets a file that only this user may read, which redirects to the address.
 */
export async function openBrowser(address) {
  const opener = openerOf(process.platform, process.env);
  if (opener === undefined) return false;
  const file = join(ensureStateDir(), `open-${process.pid}.html`);
  rmSync(file, { force: true });
  writeFileSync(file, redirectPage(address), { mode: 0o600, flag: 'wx' });
  const remove = () => rmSync(file, { force: true });
  process.once('exit', remove);
  setTimeout(remove, KEEP_MS).unref();
  return await new Promise((resolve) => {
    const child = spawn(opener.file, [...opener.args, pathToFileURL(file).href], {
      stdio: 'ignore',
      detached: true,
      windowsVerbatimArguments: true,
    });
    const settle = (isOpen) => {
      clearTimeout(timer);
      child.unref();
      resolve(isOpen);
    };
    // Some openers run for as long as the browser does.
    const timer = setTimeout(() => settle(true), 3_000);
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
  });
}

/** openedWords describes the result of openBrowser. */
export function openedWords(isOpen) {
  return isOpen ? 'Opening it in the browser.' : 'No browser could be opened. Open it yourself.';
}

/** openerOf names the program that opens an address; undefined without a display or such a program. */
export function openerOf(platform, env) {
  if (platform === 'darwin') return { file: 'open', args: [] };
  if (platform === 'win32') return { file: 'cmd', args: ['/c', 'start', '""'] };
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return undefined;
  const isThere = spawnSync('which', ['xdg-open'], { env }).status === 0;
  return isThere ? { file: 'xdg-open', args: [] } : undefined;
}

/** redirectPage is a page that redirects to an address immediately. */
export function redirectPage(address) {
  const escaped = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Sluice</title>
<meta http-equiv="refresh" content="0;url=${escaped}"><a href="${escaped}">Open Sluice</a>
`;
}
