import { randomBytes } from 'node:crypto';
import { say } from './console.mjs';
import { answers } from './dashboard.mjs';
import { startEmbeddedCluster } from './embedded-cluster.mjs';
import { endOnSignals, ensurePortFree, readPort, start } from './processes.mjs';
import { ensureInstalled, nextCommand, nodeBinary } from './setup.mjs';

// npm run dev: next dev on the embedded cluster.

const port = readPort('PORT', 3000);
const simulatorPort = readPort('SIMULATOR_PORT', 6440);
await ensurePortFree(port, 'PORT');
await ensurePortFree(simulatorPort, 'SIMULATOR_PORT');
ensureInstalled();
endOnSignals();
const cluster = await startEmbeddedCluster({
  port: simulatorPort,
  services: Number(process.env.SIMULATOR_SERVICES ?? '0'),
});
const token = process.env.SLUICE_TOKEN ?? randomBytes(24).toString('base64url');
start('next dev', nodeBinary(), [nextCommand(), 'dev', '-H', '127.0.0.1', '-p', String(port)], {
  KUBECONFIG: cluster.kubeconfig,
  NEXT_TELEMETRY_DISABLED: '1',
  SLUICE_TOKEN: token,
  SLUICE_PORT: String(port),
  SLUICE_EMBEDDED: '1',
});
await answers(`http://127.0.0.1:${port}/healthz`, 120_000);
say(
  `\n  Open     http://127.0.0.1:${port}/?token=${token}\n  kubectl  export KUBECONFIG=${cluster.kubeconfig}\n`,
);
