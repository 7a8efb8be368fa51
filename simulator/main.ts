import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bootstrapCluster } from '#simulator/control-plane/bootstrap.ts';
import { startCluster } from '#simulator/control-plane/cluster.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { publishRootCa } from '#simulator/control-plane/root-ca.ts';
import { DEFAULT_SETTINGS } from '#simulator/controllers/context.ts';
import { knativeAdmission } from '#simulator/knative/admission/admission.ts';
import { installConfiguration } from '#simulator/knative/install/install.ts';
import { podLogLines } from '#simulator/knative/load/pod-log-lines.ts';
import { installNodes, keepNodesAlive } from '#simulator/kubelet/nodes.ts';
import { realClock } from '#simulator/runtime/clock.ts';
import { printFault } from '#simulator/runtime/guard.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import { SimulationClock } from '#simulator/runtime/simulation-clock.ts';
import { generateServices } from '#simulator/scenarios/generated.ts';
import { HISTORY_MS, playScenarios } from '#simulator/scenarios/play.ts';
import { type ApiServer, startApiServer } from '#simulator/server/server.ts';
import { readSettings } from '#simulator/settings.ts';
import { keptCredentials } from '#simulator/users/kept-credentials.ts';
import { USERS } from '#simulator/users/users.ts';

/** Runs the embedded cluster as a separate process: prints one JSON line when ready, and exits immediately on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const now = Date.now();
  const clock = new SimulationClock(now - HISTORY_MS);
  const random = seededRandom(settings.seed);
  const store = startControlPlane({ clock, random, plugins: [knativeAdmission] });
  bootstrapCluster(store);
  installConfiguration(store);
  installNodes(store, clock, DEFAULT_SETTINGS.nodes);
  generateServices(store, settings.services, settings.seed, now);
  const cluster = startCluster({
    store,
    clock,
    random,
    report: (error, controller, { namespace, name }) =>
      console.error(`${controller}: ${namespace ?? ''}/${name}:`, error),
  });
  if (settings.scenarios) playScenarios(store, clock, now);
  const { credentialsPath } = settings;
  const credentials =
    credentialsPath === undefined
      ? undefined
      : await keptCredentials(credentialsPath, Object.keys(USERS), now);
  const server = await startApiServer({
    store,
    clock: realClock(),
    port: settings.port,
    podLogs: podLogLines(cluster.context),
    ...(credentials === undefined ? {} : { credentials }),
    ...(settings.leversPort === undefined ? {} : { leversPort: settings.leversPort }),
  });
  publishRootCa(store, server.caPem);
  clock.goLive(settings.speed);
  keepNodesAlive(store, clock);
  endOnSignal(server, () => cluster.stop());
  if (settings.endsWithInput) process.stdin.once('end', () => process.exit(0)).resume();
  const { kubeconfigPath, kubeconfigFolder } = settings;
  if (credentialsPath !== undefined)
    await writeSecret('SIMULATOR_CREDENTIALS', credentialsPath, JSON.stringify(server.credentials));
  if (kubeconfigPath !== undefined)
    await writeSecret('SIMULATOR_KUBECONFIG', kubeconfigPath, server.kubeconfig('admin'));
  if (kubeconfigFolder !== undefined)
    for (const user of Object.keys(USERS)) {
      const path = join(kubeconfigFolder, `${user}.kubeconfig`);
      await writeSecret('SIMULATOR_KUBECONFIG_FOLDER', path, server.kubeconfig(user));
    }
  // This process holds everything that users created, so report any uncaught exception and keep running.
  process.on('uncaughtException', (error) => printFault(error, 'the embedded cluster'));
  const ready = {
    ready: true,
    url: server.url,
    kubeconfig: settings.kubeconfigPath ?? null,
    leversUrl: server.leversUrl,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** A startup error that one sentence explains. */
class StartProblem extends Error {
  override name = 'StartProblem' as const;
}

/**
 * writeSecret writes a file that only its owner can read, and creates its folder if needed. Throws StartProblem, which names the setting.
 */
async function writeSecret(setting: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
    // The mode above applies only to a new file.
    await chmod(path, 0o600);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartProblem(`the file in ${setting} cannot be written: ${why}`);
  }
}

function endOnSignal(server: ApiServer, stop: () => void): void {
  const end = (): void => {
    stop();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

main().catch((error: unknown) => {
  const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const isPlain = isInUse || error instanceof StartProblem;
  console.error(isPlain ? `the embedded cluster cannot start: ${error.message}` : error);
  process.exit(1);
});
