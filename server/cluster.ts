import { foreignText } from '#lib/format/mask-secrets.ts';
import { listenToAccess, openAccess } from '#server/access/open-access.ts';
import { SystemClock } from '#server/clock.ts';
import { ClusterHost } from '#server/cluster-host.ts';
import type { Cluster } from '#server/compose-cluster.ts';
import { type Config, readConfig } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics/metrics.ts';
import { RefusalLog } from '#server/refusal-log.ts';

/** Next bundles pages, routes and instrumentation separately, so only globalThis is shared by all of them. */
const KEY = Symbol.for('sluice.cluster');
const global = globalThis as { [KEY]?: ClusterHost };
const STOP_WITHIN_MS = 2_500;

/** openHost returns the process-wide ClusterHost, creating it on the first call. Throws when the settings are invalid. */
export function openHost(): ClusterHost {
  global[KEY] ??= createHost(readConfig(process.env), process.env);
  return global[KEY];
}

/** openCluster returns the process's current cluster, creating it on the first call. Throws when the settings are invalid. */
export function openCluster(): Cluster {
  return openHost().current;
}

/** currentCluster returns the process's cluster if it has been created, else undefined. */
export function currentCluster(): Cluster | undefined {
  return global[KEY]?.current;
}

/** startCluster opens the cluster at server start. It ends the process with a readable message when the settings are invalid. */
export function startCluster(): void {
  try {
    // This comes first: it takes the script token out of the environment, which credential plugins inherit.
    openAccess();
    const host = openHost();
    const { log } = host.current;
    listenToAccess({
      wrongCodes: (counts) => log.warn({ counts }, 'wrong launch codes within a minute'),
      session: (event, { host: address, mark }, sessions) =>
        log.info({ event, address, session: mark, sessions }, 'a browser signed in or out'),
      notSaved: (error) => log.warn({ err: error }, 'sessions cannot be kept across a restart'),
    });
    const stop = (signal: string): void => {
      log.info({ signal }, 'stopping');
      // Next closes its server on the same signal, but waits for open streams, so end them here.
      void host.stop();
      // Next waits for requests in flight without a limit. Drop whatever is not answered by then.
      setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`${foreignText(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(1);
  }
}

/** createHost composes the process-wide parts and the initial cluster. Throws when the kubeconfig is invalid. */
export function createHost(config: Config, env: Readonly<Record<string, string | undefined>>): ClusterHost {
  const clock = new SystemClock();
  const log = createLog(config.logLevel);
  const metrics = createMetrics();
  const refusals = new RefusalLog({
    clock,
    count: (code) => metrics.countRefusal(code),
    tell: (counts, seconds) => log.warn({ counts, seconds }, 'requests were refused'),
  });
  return new ClusterHost({ config, env, clock, random: Math.random, log, metrics, refusals });
}
