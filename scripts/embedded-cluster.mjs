import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { start } from './processes.mjs';
import { ensureStateDir, nodeBinary, root } from './setup.mjs';

/** startEmbeddedCluster starts the simulator and returns what it prints once it is ready: its URL and kubeconfig. */
export async function startEmbeddedCluster({ port, services, stateName = 'embedded' }) {
  const child = start(
    'The embedded cluster',
    nodeBinary(),
    ['--disable-warning=ExperimentalWarning', join(root, 'simulator', 'main.ts')],
    {
      SIMULATOR_PORT: String(port),
      SIMULATOR_SERVICES: String(services),
      SIMULATOR_ENDS_WITH_INPUT: '1',
      SIMULATOR_KUBECONFIG: join(ensureStateDir(), `${stateName}.kubeconfig`),
    },
    ['pipe', 'pipe', 'inherit'],
  );
  return await new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = parse(line);
      if (message?.ready === true) resolve(message);
    });
  });
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
