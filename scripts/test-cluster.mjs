import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { fail, say } from './console.mjs';
import { conclude, newReports, readReport } from './reports.mjs';
import { ensureBuilt, ensureInstalled, nodeBinary, root } from './setup.mjs';
import { step } from './steps.mjs';

// npm run test:cluster: the tests that need the real Kubernetes and Knative, built from their Go modules, with one closing line.

ensureInstalled();
const figures = startOnce();
ensureBuilt();
const chromium = ensureChromium();
const reports = newReports('vitest-cluster.json', 'playwright-real.json');
const bin = (name) => join(root, 'node_modules', name);

const unitPassed = step('tests on both clusters', nodeBinary(), [
  bin('vitest/vitest.mjs'),
  'run',
  '-c',
  'vitest.cluster.config.ts',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports.vitest}`,
]);
const browserPassed = step(
  'browser tests on the real cluster',
  nodeBinary(),
  [bin('@playwright/test/cli.js'), 'test'],
  { CHROMIUM_PATH: chromium, SLUICE_CLUSTER: 'real', PLAYWRIGHT_JSON_OUTPUT_FILE: reports.playwright },
);

const unit = readReport(reports.vitest);
const browser = readReport(reports.playwright);
sayFigures();
conclude({ unit, unitPassed, browser, browserPassed });

/** Builds the control plane and starts it once. Exits this process with that program's exit code; 69 means that Go is missing. */
function startOnce() {
  say('Building etcd, Kubernetes and Knative (takes minutes the first time), and starting them once …');
  const program = join(root, 'tests', 'cluster', 'plane', 'figures.ts');
  const result = spawnSync(nodeBinary(), ['--disable-warning=ExperimentalWarning', program], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (result.error) fail(`The real control plane could not be started: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
  return JSON.parse(result.stdout);
}

function sayFigures() {
  const { buildMs, startMs, memoryMiB } = figures;
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  const memory = Object.entries(memoryMiB).map(([name, mebibytes]) => `${name} ${mebibytes} MiB`);
  const names = (unit?.testResults ?? []).flatMap((file) => file.assertionResults.map((it) => it.fullName));
  const on = (kind) => names.filter((name) => new RegExp(`\\b${kind}\\b`).test(name)).length;
  const browsers = (browser?.stats?.expected ?? 0) + (browser?.stats?.unexpected ?? 0);
  say(`
Build       Kubernetes ${seconds(buildMs.kube)}, Knative ${seconds(buildMs.knative)}
Start       ${seconds(startMs)}
Memory      ${memory.join(', ')}, after the start
Scenarios   ${on('embedded')} on the embedded cluster, ${on('real')} on the real one; ${browsers} in a browser on the real one`);
}
