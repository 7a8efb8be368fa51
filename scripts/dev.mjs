import { addressLines } from './addresses.mjs';
import { say } from './console.mjs';
import { accessEnv, answers, firstAddresses } from './dashboard.mjs';
import { startEmbeddedCluster } from './embedded-cluster.mjs';
import { keysHelp, listenToKeys } from './keys.mjs';
import { endOnSignals, ensurePortFree, readPort, start } from './processes.mjs';
import { ensureInstalled, nextCommand, nodeBinary } from './setup.mjs';
import { takeToken, writeToken } from './token.mjs';

// npm run dev: next dev on the embedded cluster.

const token = takeToken();
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
const file = writeToken(port, token);
start('next dev', nodeBinary(), [nextCommand(), 'dev', '-H', '127.0.0.1', '-p', String(port)], {
  KUBECONFIG: cluster.kubeconfig,
  NEXT_TELEMETRY_DISABLED: '1',
  ...accessEnv(port, file),
  SLUICE_EMBEDDED: '1',
});
await answers(`http://127.0.0.1:${port}/healthz`, 120_000);
say(`
${addressLines(await firstAddresses(port))}
  Scripts  the token in ${file}
  kubectl  export KUBECONFIG=${cluster.kubeconfig}

${keysHelp()}
`);
listenToKeys(port);
