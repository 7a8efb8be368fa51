import { defineConfig } from '@playwright/test';

const asRoot = process.getuid?.() === 0;
/** The runs on the two clusters (SLUICE_CLUSTER) keep their results apart. */
const isReal = process.env.SLUICE_CLUSTER === 'real';
const suffix = isReal ? '-real' : '';
/** The real control plane shares the machine's cores with the browser, and does all by several processes in turn. */
const patience = isReal ? 2 : 1;

/**
 * What these ask is answered by Sluice and the browser alone, whatever cluster is behind it: signing in, who is let in, limits of the
 * HTTP API, kubeconfigs and plugins, the launcher, tabs, what axe finds, how bars are laid out, how a page loads, touch, history and
 * zones. They run on the embedded cluster only.
 */
const askNothingOfTheCluster = [
  'accessibility',
  'credentials',
  'history',
  'http-limits',
  'launcher',
  'overview-bars',
  'overview-loading',
  'screens',
  'security',
  'session',
  'tabs',
  'touch',
].map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: 'tests/e2e',
  testIgnore: isReal ? askNothingOfTheCluster : [],
  outputDir: `.sluice/test-results${suffix}`,
  // Each worker runs a cluster and a dashboard of its own.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 60_000 * patience,
  expect: { timeout: 10_000 * patience },
  forbidOnly: true,
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? `.sluice/playwright${suffix}.json` }],
  ],
  use: {
    // A control that is not there fails the test long before the test's own time is up.
    actionTimeout: 10_000,
    viewport: { width: 1280, height: 900 },
    // With the page's DOM at each action, without its film: recording that makes every test half as long again.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env.CHROMIUM_PATH === undefined ? {} : { executablePath: process.env.CHROMIUM_PATH }),
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
