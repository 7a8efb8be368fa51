import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { resourceId } from '#lib/kubernetes/resource.ts';
import type { SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import { SystemClock } from '#server/clock.ts';
import { createHost } from '#server/cluster.ts';
import type { Cluster } from '#server/compose-cluster.ts';
import { realClock } from '#simulator/runtime/clock.ts';
import { type ApiServer, startApiServer } from '#simulator/server/server.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';
import { LiveClient, quiet } from '#tests/live-client.ts';

const TOPICS: readonly Topic[] = ['services', 'service/default/a', 'service/default/b'];
const COLLECTIONS = ['services', 'head', 'revisions', 'pods', 'nodes', 'events'] as const;

const name = fc.constantFrom('a', 'b', 'c');
const kind = fc.constantFrom(
  ...[KNATIVE.service, KNATIVE.revision, KNATIVE.kIngress, KUBERNETES.pod, KUBERNETES.event].map(resourceId),
);

/** Events in the cluster: a new template, a split, a deletion, time. */
const change = fc.oneof(
  fc.record({ do: fc.constant('release' as const), name, env: fc.constantFrom('x', 'y', 'z') }),
  fc.record({ do: fc.constant('split' as const), name, percent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ do: fc.constant('delete' as const), name }),
  fc.record({ do: fc.constant('advance' as const), seconds: fc.constantFrom(1, 5, 20) }),
);

/** Events on the clients; `wait` lets everything that is ready run, for some turns of the event loop. */
const fault = fc.oneof(
  fc.record({ do: fc.constantFrom(...(['endWatches', 'resetConnections', 'compact', 'clear'] as const)) }),
  fc.record({ do: fc.constant('respond' as const), kind, code: fc.constant(500 as const) }),
  fc.record({ do: fc.constantFrom(...(['disconnect', 'connect'] as const)) }),
  fc.record({ do: fc.constant('wait' as const), turns: fc.constantFrom(1, 5, 30) }),
);

type Step =
  typeof change extends fc.Arbitrary<infer C>
    ? C | (typeof fault extends fc.Arbitrary<infer F> ? F : never)
    : never;

const story = fc.array(fc.oneof(change, fault), { minLength: 10, maxLength: 30 });

/**
 * A few fixed stories: each takes seconds, because it goes through real connections. The property in `server/live/live-laws.test.ts`
 * shows below HTTP that the law holds for any story.
 */
const stories = fc.sample(story, { seed: 2026, numRuns: 5 });

test.each(
  stories.map((steps, index) => ({ number: index + 1, count: steps.length, steps })),
)('after story $number, of $count changes and watch faults over HTTPS, the browser’s store equals a fresh list', async ({
  steps,
}) => {
  expect.hasAssertions();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-laws-'));
  try {
    await equalsFreshList(steps, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

async function equalsFreshList(steps: readonly Step[], folder: string): Promise<void> {
  const simulated = new ControllerTest();
  const api = await startApiServer({ store: simulated.store, clock: realClock(), port: 0 });
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, api.kubeconfig('admin'), { mode: 0o600 });
  const watched = await listed(kubeconfig);
  const client = new LiveClient(TOPICS, new SystemClock());
  client.connect(watched.live);
  try {
    for (const step of steps) await take(step, simulated, api, client, watched);
    api.levers.clear();
    api.levers.endWatches();
    client.connect(watched.live);
    const fresh = await listed(kubeconfig);
    try {
      // Until the cluster has reported which kinds it serves, a Service is watched without the kinds of its networking layer.
      await expect.poll(() => version(fresh), { timeout: 10_000 }).not.toBeNull();
      const wanted = await Promise.all(TOPICS.map((topic) => freshly(fresh, topic)));
      await expect
        .poll(() => TOPICS.map((topic) => known(client, topic)), { timeout: 20_000 })
        .toEqual(wanted);
    } finally {
      await fresh.stop();
    }
    expect(simulated.errors).toEqual([]);
  } finally {
    client.disconnect();
    await watched.stop();
    await api.close();
  }
}

/** Sluice as in production, on a kubeconfig, once it has listed every kind. */
async function listed(kubeconfig: string): Promise<Cluster> {
  const { current: cluster } = createHost(
    {
      stateDir: null,
      port: 3000,
      context: null,
      namespaces: null,
      readOnly: false,
      embedded: true,
      logLevel: 'silent',
    },
    { KUBECONFIG: kubeconfig },
  );
  await expect.poll(() => cluster.unlisted(), { timeout: 10_000, interval: 10 }).toEqual([]);
  return cluster;
}

async function take(
  step: Step,
  simulated: ControllerTest,
  api: ApiServer,
  client: LiveClient,
  watched: Cluster,
): Promise<void> {
  const { store } = simulated;
  switch (step.do) {
    case 'release':
      simulated.apply(step.name, { env: step.env });
      return;
    case 'split': {
      if (store.get(KNATIVE.revision, 'default', `${step.name}-00001`) === undefined) return;
      simulated.apply(step.name, {
        traffic: [
          { revisionName: `${step.name}-00001`, percent: step.percent, tag: 'first' },
          { latestRevision: true, percent: 100 - step.percent },
        ],
      });
      return;
    }
    case 'delete':
      if (store.get(KNATIVE.service, 'default', step.name) !== undefined)
        store.delete(KNATIVE.service, 'default', step.name, ADMIN);
      return;
    case 'advance':
      simulated.advance(step.seconds);
      return;
    case 'respond':
      api.levers.respond(step.kind, step.code);
      api.levers.endWatches();
      return;
    case 'disconnect':
      client.disconnect();
      return;
    case 'connect':
      client.connect(watched.live);
      return;
    case 'wait':
      for (let turn = 0; turn < step.turns; turn += 1) await quiet();
      return;
    case 'endWatches':
    case 'resetConnections':
    case 'compact':
    case 'clear':
      api.levers[step.do]();
  }
}

/** The cluster's version; null until it has reported which kinds it serves. */
async function version({ live }: Cluster): Promise<string | null | undefined> {
  const { collections } = JSON.parse(await live.snapshot('cluster', SYSTEM)) as SnapshotMessage;
  return collections.cluster?.['cluster']?.kubernetesVersion;
}

type Collections = Record<string, Record<string, unknown>>;

/** What a newly started Sluice reports for a topic. */
async function freshly(cluster: Cluster, topic: Topic): Promise<Collections> {
  const { collections } = JSON.parse(await cluster.live.snapshot(topic, SYSTEM)) as SnapshotMessage;
  return filled(COLLECTIONS.map((collection) => [collection, collections[collection] ?? {}]));
}

function known(client: LiveClient, topic: Topic): Collections {
  return filled(
    COLLECTIONS.map((collection) => [collection, Object.fromEntries(client.store.values(topic, collection))]),
  );
}

/** Removes empty collections: one that was never filled and one that was emptied are equal. */
function filled(entries: [string, Record<string, unknown>][]): Collections {
  return Object.fromEntries(entries.filter(([, values]) => Object.keys(values).length > 0));
}
