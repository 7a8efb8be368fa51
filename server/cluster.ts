import { foreignText } from '#lib/format/mask-secrets.ts';
import { listenToAccess, openAccess } from '#server/access/open-access.ts';
import { SystemClock } from '#server/clock.ts';
import { ClusterHost } from '#server/cluster-host.ts';
import type { Cluster } from '#server/compose-cluster.ts';
import { type Config, readConfig } from '#server/config.ts';
import { RefusalLog } from '#server/http/refusal-log.ts';
import { createLog } from '#server/log.ts';
import { createMetrics } from '#server/metrics/metrics.ts';

/** Next compiles pages, routes and instrumentation apart: only globalThis is one for all of them. */
const KEY = Symbol.for('sluice.cluster');
const global = globalThis as { [KEY]?: ClusterHost };
const STOP_WITHIN_MS = 2_500;

/** openHost returns what holds the process's cluster, and builds it on the first call. Throws when the settings are wrong. */
export function openHost(): ClusterHost {
  global[KEY] ??= createHost(readConfig(process.env), process.env);
  return global[KEY];
}

/** openCluster returns the process's cluster as it is now, and builds it on the first call. Throws when the settings are wrong. */
export function openCluster(): Cluster {
  return openHost().current;
}

/** currentCluster returns the process's cluster if there is one already. */
export function currentCluster(): Cluster | undefined {
  return global[KEY]?.current;
}

/** startCluster opens the cluster when the server starts, and ends the process with a sentence when the settings are wrong. */
export function startCluster(): void {
  try {
    // First of all: it takes the script token out of the environment, which credential plugins inherit.
    openAccess();
    const host = openHost();
    const { log } = host.current;
    listenToAccess({
      wrongCodes: (counts) => log.warn({ counts }, 'wrong launch codes within a minute'),
      session: (event, { host: address, mark }, sessions) =>
        log.info({ event, address, session: mark, sessions }, 'a browser signed in or out'),
      notSaved: (error) => log.warn({ err: error }, 'sessions cannot be kept over a restart'),
    });
    const stop = (signal: string): void => {
      log.info({ signal }, 'stopping');
      // Next closes its server on the same signal; it waits for open streams, so they are told to end here.
      void host.stop();
      // Next waits for requests in flight without end; what is not answered by then never is.
      setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`${foreignText(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(1);
  }
}

/** createHost composes what the process has one of, and the cluster that it begins with. Throws when the kubeconfig is wrong. */
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
