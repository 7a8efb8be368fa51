import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrapCluster } from '#simulator/api/bootstrap.ts';
import { ClusterStore } from '#simulator/api/object-store.ts';
import { type ApiServer, startApiServer } from '#simulator/api/server.ts';
import { USERS } from '#simulator/api/users.ts';
import { realClock } from '#simulator/clock.ts';
import { knativeAdmission } from '#simulator/knative/admission.ts';
import { startCluster } from '#simulator/knative/cluster.ts';
import { installConfiguration } from '#simulator/knative/config/install.ts';
import { seededRandom } from '#simulator/random.ts';
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
  generateServices(store, settings.services, settings.seed, now);
  const cluster = startCluster({
    store,
    clock,
    random,
    report: (error, controller, { namespace, name }) =>
      console.error(`${controller}: ${namespace ?? ''}/${name}:`, error),
  });
  if (settings.scenarios) playScenarios(store, clock, now);
  const server = await startApiServer({
    store,
    clock: realClock(),
    port: settings.port,
    podLogs: podLogLines(cluster.context),
    ...(settings.leversPort === undefined ? {} : { leversPort: settings.leversPort }),
  });
  clock.goLive(settings.speed);
  endOnSignal(server, () => cluster.stop());
  if (settings.kubeconfigPath !== undefined)
    await writeSecret(settings.kubeconfigPath, server.kubeconfig('admin'));
  if (settings.kubeconfigFolder !== undefined)
    for (const user of Object.keys(USERS))
      await writeSecret(join(settings.kubeconfigFolder, `${user}.kubeconfig`), server.kubeconfig(user));
  const ready = {
    ready: true,
    url: server.url,
    kubeconfig: settings.kubeconfigPath ?? null,
    leversUrl: server.leversUrl,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

async function writeSecret(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  // The mode above counts only where the file is new.
  await chmod(path, 0o600);
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
  console.error(isInUse ? `the embedded cluster cannot start: ${error.message}` : error);
  process.exit(1);
});
