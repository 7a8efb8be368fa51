import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bootstrapCluster } from '#simulator/api/bootstrap.ts';
import { ClusterStore } from '#simulator/api/object-store.ts';
import { type ApiServer, startApiServer } from '#simulator/api/server.ts';
import { USERS } from '#simulator/api/users.ts';
import { realClock } from '#simulator/clock.ts';
import { printFault } from '#simulator/guard.ts';
import { keptCredentials } from '#simulator/kept-credentials.ts';
import { knativeAdmission } from '#simulator/knative/admission.ts';
import { startCluster } from '#simulator/knative/cluster.ts';
import { installConfiguration } from '#simulator/knative/config/install.ts';
import { DEFAULT_SETTINGS } from '#simulator/knative/context.ts';
import { seededRandom } from '#simulator/random.ts';
import { installNodes, keepNodesAlive } from '#simulator/scale/nodes.ts';
import { podLogLines } from '#simulator/scale/pod-log-lines.ts';
import { generateServices } from '#simulator/scenarios/generated.ts';
import { HISTORY_MS, playScenarios } from '#simulator/scenarios/play.ts';
import { SimulationClock } from '#simulator/scenarios/simulation-clock.ts';
import { readSettings } from '#simulator/settings.ts';

/** The embedded cluster as a process of its own: prints one JSON line when it is ready, and ends at once on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const now = Date.now();
  const clock = new SimulationClock(now - HISTORY_MS);
  const random = seededRandom(settings.seed);
  const store = new ClusterStore({ clock, random, plugins: [knativeAdmission] });
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
  // All that people made is in this process: whatever was caught nowhere else is told, and the cluster goes on.
  process.on('uncaughtException', (error) => printFault(error, 'the embedded cluster'));
  const ready = {
    ready: true,
    url: server.url,
    kubeconfig: settings.kubeconfigPath ?? null,
    leversUrl: server.leversUrl,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** A reason not to start that is said in one sentence. */
class StartProblem extends Error {
  override name = 'StartProblem' as const;
}

/** Writes a file that only its owner may read, in a folder that is made where it is missing. Throws StartProblem, which names the setting. */
async function writeSecret(setting: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
    // The mode above counts only where the file is new.
    await chmod(path, 0o600);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartProblem(`the file that ${setting} asks for cannot be written: ${why}`);
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
