import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '#tests/e2e/support/processes.ts';

/** The cluster that kn is run against. */
export interface Cluster {
  kind: 'embedded' | 'real';
  /** The file with the admin's credentials. */
  kubeconfig: string;
  stop(): Promise<void>;
}

/** The embedded cluster's seconds go by this much faster: kn's tests mostly wait for pods. */
const SPEED = 10;

/**
 * startCluster gives the cluster that SLUICE_CLUSTER asks for: `embedded`, the default, is started afresh; `real` is the running one
 * whose admin's kubeconfig KUBECONFIG names (`npm run cluster` prints it). Throws an Error that names the variable to mend.
 */
export async function startCluster(env = process.env): Promise<Cluster> {
  const kind = env['SLUICE_CLUSTER'] || 'embedded';
  if (kind === 'embedded') return await startEmbedded();
  if (kind !== 'real') throw new Error(`SLUICE_CLUSTER must be embedded or real, not "${kind}".`);
  const kubeconfig = env['KUBECONFIG'];
  if (kubeconfig) return { kind, kubeconfig, stop: () => Promise.resolve() };
  throw new Error(
    'SLUICE_CLUSTER=real needs KUBECONFIG: the file that npm run cluster prints for the admin.',
  );
}

async function startEmbedded(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-kn-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const program = new Program(['--disable-warning=ExperimentalWarning', 'simulator/main.ts'], {
    SIMULATOR_PORT: '0',
    SIMULATOR_SPEED: String(SPEED),
    SIMULATOR_KUBECONFIG: kubeconfig,
  });
  await program.ready();
  return {
    kind: 'embedded',
    kubeconfig,
    async stop() {
      await program.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
