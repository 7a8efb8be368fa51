import { addressLines } from './addresses.mjs';
import { fail, say } from './console.mjs';
import { refuseOtherAddresses, startDashboard } from './dashboard.mjs';
import { startEmbeddedCluster } from './embedded-cluster.mjs';
import { keysHelp, listenToKeys } from './keys.mjs';
import { endOnSignals, ensurePortFree, readPort } from './processes.mjs';
import { ensureBuilt, ensureInstalled } from './setup.mjs';
import { takeToken } from './token.mjs';

// npm run demo: the dashboard on the embedded cluster.

refuseOtherAddresses(process.env.HOST);
const token = takeToken();
const port = readPort('PORT', 3000);
const simulatorPort = readPort('SIMULATOR_PORT', 6440);
const services = Number(process.env.SIMULATOR_SERVICES ?? '0');
if (!Number.isInteger(services) || services < 0 || services > 20_000)
  fail(
    'SIMULATOR_SERVICES is the number of Services to add to the scenarios: a whole number from 0 to 20000.',
  );
if (port === simulatorPort) fail(`PORT and SIMULATOR_PORT are both ${port}; they must differ.`);
await ensurePortFree(port, 'PORT');
await ensurePortFree(simulatorPort, 'SIMULATOR_PORT');
ensureInstalled();
ensureBuilt();
endOnSignals();

say('Starting the embedded cluster …');
const cluster = await startEmbeddedCluster({ port: simulatorPort, services });
const { addresses, tokenFile } = await startDashboard({
  port,
  token,
  env: {
    KUBECONFIG: cluster.kubeconfig,
    SLUICE_CONTEXT: '',
    SLUICE_NAMESPACES: '',
    SLUICE_READ_ONLY: '',
    SLUICE_EMBEDDED: '1',
  },
});
say(`
  Sluice is ready, on an embedded cluster that simulates Kubernetes and Knative Serving in memory.

${addressLines(addresses)}
  Scripts  the token in ${tokenFile}
  kubectl  export KUBECONFIG=${cluster.kubeconfig}
           kubectl get ksvc,revisions,pods -A

${keysHelp()}
`);
listenToKeys(port);
