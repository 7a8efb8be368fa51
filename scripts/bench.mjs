import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { say } from './console.mjs';
import { startDashboard } from './dashboard.mjs';
import { startEmbeddedCluster } from './embedded-cluster.mjs';
import { end, endOnSignals, ensurePortFree, readPort } from './processes.mjs';
import { ensureBuilt, ensureInstalled, nodeBinary, root } from './setup.mjs';
import { takeToken } from './token.mjs';

// npm run bench: measures, without pass or fail. SIMULATOR_SERVICES (1000), BENCH_EVENTS (300).

const port = readPort('PORT', 3900);
const simulatorPort = readPort('SIMULATOR_PORT', 3901);
await ensurePortFree(port, 'PORT');
await ensurePortFree(simulatorPort, 'SIMULATOR_PORT');
ensureInstalled();
ensureBuilt();
endOnSignals();
const services = Number(process.env.SIMULATOR_SERVICES ?? '1000');
const cluster = await startEmbeddedCluster({ port: simulatorPort, services, stateName: 'bench' });
const token = takeToken();
await startDashboard({
  port,
  token,
  env: { KUBECONFIG: cluster.kubeconfig, SLUICE_CONTEXT: '', SLUICE_NAMESPACES: '', SLUICE_EMBEDDED: '1' },
});
const env = {
  KUBECONFIG: cluster.kubeconfig,
  SLUICE_TOKEN: token,
  SLUICE_URL: `http://127.0.0.1:${port}/api/c/embedded`,
  SLUICE_PAGE: `http://127.0.0.1:${port}/c/embedded`,
};
const benches = [
  { title: 'Memory of the server, after collection', file: 'memory.ts', flags: ['--expose-gc'] },
  { title: 'Latency from an API event to a stream frame', file: 'latency.ts', flags: [] },
  { title: 'First load', file: 'first-load.ts', flags: [] },
];
const passed = benches.map(({ title, file, flags }) => {
  say(`\n${title}`);
  const result = spawnSync(
    nodeBinary(),
    ['--disable-warning=ExperimentalWarning', ...flags, join(root, 'tests', 'bench', file)],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    },
  );
  return result.status === 0;
});
await end(passed.every(Boolean) ? 0 : 1);
