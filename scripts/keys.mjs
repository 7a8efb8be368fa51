import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { addressLines, freshAddresses } from './addresses.mjs';
import { openBrowser, openedWords } from './browser.mjs';
import { say } from './console.mjs';

/** keysHelp returns the line that explains the keys; undefined where no terminal is read. */
export function keysHelp() {
  return isForeground()
    ? '  Enter creates a new address; o and Enter opens it in the browser. Ctrl-C stops Sluice.'
    : '  npm run open creates a new address. Ctrl-C stops Sluice.';
}

/** listenToKeys prints fresh addresses on Enter, and opens the browser on o and Enter, if standard input is a terminal. */
export function listenToKeys(port) {
  if (!isForeground()) return;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => void answer(line.trim().toLowerCase(), port));
  // Losing the terminal is no reason to exit.
  process.stdin.on('error', () => lines.close());
}

async function answer(key, port) {
  try {
    const addresses = await freshAddresses(port);
    const outcome = key === 'o' ? `\n  ${openedWords(await openBrowser(addresses.address))}\n` : '';
    say(`\n${addressLines(addresses)}\n${outcome}`);
  } catch (error) {
    say(`\n  ${error.message}\n`);
  }
}

/** The system stops a background job that reads its terminal, so only a foreground job does. */
function isForeground() {
  if (process.stdin.isTTY !== true) return false;
  if (process.platform === 'win32') return true;
  const { status, stdout } = spawnSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
    encoding: 'utf8',
  });
  if (status !== 0) return true;
  const [group, foreground] = stdout.trim().split(/\s+/);
  return group === foreground;
}
