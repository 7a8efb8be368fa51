import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fail } from './console.mjs';
import { ensurePortFree, readPort } from './processes.mjs';
import { ensureInstalled, nodeBinary, root } from './setup.mjs';

// npm run cluster: a real Kubernetes control plane with the real Knative on it, built from their Go modules.

const port = readPort('CLUSTER_PORT', 6445);
await ensurePortFree(port, 'CLUSTER_PORT');
ensureInstalled();
const child = spawn(
  nodeBinary(),
  [
    '--disable-warning=ExperimentalWarning',
    join(root, 'tests', 'cluster', 'plane', 'main.ts'),
    `--port=${port}`,
  ],
  { cwd: root, stdio: 'inherit' },
);
// Ctrl-C reaches the child directly; a signal sent only to this process is passed on.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGHUP'));
child.once('error', (error) => fail(`The cluster could not be started: ${error.message}`));
child.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
