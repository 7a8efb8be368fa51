import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './console.mjs';
import { nodeBinary, root, run } from './setup.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** ensureChromium returns the path of a Chromium or Chrome, installing one when the machine has none. */
export function ensureChromium() {
  const found = installed();
  if (found !== undefined) {
    say(`Browser tests use ${found}.`);
    return found;
  }
  if (process.getuid?.() === 0 && which('apt-get') !== undefined) {
    say("No Chromium on this machine: installing Debian's package (apt-get install chromium) …");
    run('apt-get', ['update', '-qq'], 'apt-get update');
    run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
      'apt-get install chromium',
      {
        DEBIAN_FRONTEND: 'noninteractive',
      },
    );
    const debian = installed();
    if (debian !== undefined) return debian;
  }
  say('No Chromium on this machine: letting Playwright download its own …');
  run(
    nodeBinary(),
    [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'],
    'playwright install',
  );
  return playwrights();
}

function installed() {
  const own = process.env.CHROMIUM_PATH;
  if (own !== undefined && existsSync(own)) return own;
  return (
    NAMES.map(which).find((path) => path !== undefined) ??
    PLACES.find((path) => existsSync(path)) ??
    playwrights()
  );
}

function playwrights() {
  const script =
    "import('playwright-core').then(({ chromium }) => process.stdout.write(chromium.executablePath()))";
  const result = spawnSync(nodeBinary(), ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
  });
  return result.status === 0 && existsSync(result.stdout) ? result.stdout : undefined;
}

function which(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
