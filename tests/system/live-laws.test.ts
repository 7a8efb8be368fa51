import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KNATIVE, KUBERNETES, resourceId } from '#lib/kubernetes/resource.ts';
import type { SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import { SystemClock } from '#server/clock.ts';
import { createHost } from '#server/cluster.ts';
import type { Cluster } from '#server/compose-cluster.ts';
import { type ApiServer, startApiServer } from '#simulator/api/server.ts';
import { realClock } from '#simulator/clock.ts';
import { ADMIN, TestCluster } from '#simulator/knative/testing.ts';
import { LiveClient } from '#tests/live-client.ts';

const TOPICS: readonly Topic[] = ['services', 'service/default/a', 'service/default/b'];
const COLLECTIONS = ['services', 'head', 'revisions', 'pods', 'nodes', 'events'] as const;

const name = fc.constantFrom('a', 'b', 'c');
const kind = fc.constantFrom(
  ...[KNATIVE.service, KNATIVE.revision, KNATIVE.kIngress, KUBERNETES.pod, KUBERNETES.event].map(resourceId),
);

/** What happens in the cluster: a new template, a split, an end, time. */
const change = fc.oneof(
  fc.record({ do: fc.constant('release' as const), name, env: fc.constantFrom('x', 'y', 'z') }),
  fc.record({ do: fc.constant('split' as const), name, percent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ do: fc.constant('delete' as const), name }),
  fc.record({ do: fc.constant('advance' as const), seconds: fc.constantFrom(1, 5, 20) }),
);

/** What happens to those who watch it; `wait` lets what is under way get on. */
const fault = fc.oneof(
  fc.record({ do: fc.constantFrom(...(['endWatches', 'resetConnections', 'compact', 'clear'] as const)) }),
  fc.record({ do: fc.constant('respond' as const), kind, code: fc.constant(500 as const) }),
  fc.record({ do: fc.constantFrom(...(['disconnect', 'connect'] as const)) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 5, 30) }),
);

type Step =
  typeof change extends fc.Arbitrary<infer C>
    ? C | (typeof fault extends fc.Arbitrary<infer F> ? F : never)
    : never;

test('after random changes and watch faults over HTTPS, the browser’s store equals a fresh list', async () => {
  expect.hasAssertions();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-laws-'));
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 1, arbitrary: change }, { weight: 1, arbitrary: fault }), {
          minLength: 10,
          maxLength: 40,
        }),
        (steps) => holds(steps, folder),
      ),
      { numRuns: 5, endOnFailure: true },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

async function holds(steps: readonly Step[], folder: string): Promise<void> {
  const simulated = new TestCluster();
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
      // Until the cluster has said what it serves, a Service is watched without its network layer's own kinds.
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

/** Sluice as it runs, on a kubeconfig, once it has listed every kind. */
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
  simulated: TestCluster,
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
      await new Promise((resolve) => setTimeout(resolve, step.ms));
      return;
    case 'endWatches':
    case 'resetConnections':
    case 'compact':
    case 'clear':
      api.levers[step.do]();
  }
}

/** The cluster's version; null until it has said what it serves. */
async function version({ live }: Cluster): Promise<string | null | undefined> {
  const { collections } = JSON.parse(await live.snapshot('cluster', SYSTEM)) as SnapshotMessage;
  return collections.cluster?.['cluster']?.kubernetesVersion;
}

type Collections = Record<string, Record<string, unknown>>;

/** What a Sluice that has just begun says of a topic. */
async function freshly(cluster: Cluster, topic: Topic): Promise<Collections> {
  const { collections } = JSON.parse(await cluster.live.snapshot(topic, SYSTEM)) as SnapshotMessage;
  return filled(COLLECTIONS.map((collection) => [collection, collections[collection] ?? {}]));
}

function known(client: LiveClient, topic: Topic): Collections {
  return filled(
    COLLECTIONS.map((collection) => [collection, Object.fromEntries(client.store.values(topic, collection))]),
  );
}

/** Without empty collections: one that was never filled and one that was emptied are the same. */
function filled(entries: [string, Record<string, unknown>][]): Collections {
  return Object.fromEntries(entries.filter(([, values]) => Object.keys(values).length > 0));
}
