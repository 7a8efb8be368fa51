import { setTimeout as pause } from 'node:timers/promises';
import { KNATIVE } from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { OpenSource, Source, SourceSpec } from '#lib/kubernetes/source.ts';
import { SystemClock } from '#server/clock.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { createOpenSource } from '#server/kubernetes/open-source.ts';
import { trimFor } from '#server/kubernetes/trim.ts';
import { Live } from '#server/live/live.ts';
import { summarySpecs } from '#server/live/summary-sources.ts';
import { createLog } from '#server/log.ts';
import { row } from '#tests/bench/statistics.ts';

// Run with --expose-gc and KUBECONFIG on an embedded cluster: measures the heap that Sluice's server retains after garbage collection,
// per object of each watched kind, and in total with the projection and the hub's encoded messages.

const collect = globalThis.gc;
if (collect === undefined) throw new Error('Run with node --expose-gc.');

const clock = new SystemClock();
const credentials = loadCredentials({ env: process.env, clock });
const client = new KubernetesClient({ credentials, clock });
const log = createLog('warn');
const openReflector = createOpenSource({ client, clock, random: Math.random, log });

const warmUp = {
  id: 'warm-up',
  type: KNATIVE.configuration,
  tier: 'summary' as const,
  trim: trimFor(KNATIVE.configuration, 'summary'),
};
// The first list also compiles and warms up what later ones reuse.
await (await settled(openReflector(warmUp))).stop();
// The buffers of the connection pool and the parser are freed a moment later.
await pause(1_500);
const start = heap();
const kinds: Source[] = [];
for (const { spec } of summarySpecs(null, trimFor)) {
  const before = heap();
  const source = await settled(openReflector(spec));
  kinds.push(source);
  const bytes = heap() - before;
  const each = source.store.size === 0 ? 0 : bytes / source.store.size;
  row(spec.id, `${source.store.size} objects`, `${(each / 1024).toFixed(2)} KB each`, megabytes(bytes));
}
row('all watched objects', megabytes(heap() - start));

const opened = new Map(kinds.map((source) => [source.spec.id, source]));
const openSource: OpenSource = <T extends KubeObject>(spec: SourceSpec<T>) =>
  (opened.get(spec.id) as Source<T> | undefined) ?? openReflector(spec); // One type per id.
const now = new Date().toISOString();
const live = new Live({
  openSource,
  hasKind: () => true,
  trimFor,
  namespaces: null,
  contextNamespace: null,
  facts: {
    current: () => ({
      name: 'bench',
      server: '',
      user: null,
      readOnly: false,
      kubernetesVersion: null,
      embedded: true,
      api: 'live',
      apiSince: now,
      apiError: '',
      apiAdvice: '',
      apiDetails: '',
      plugin: null,
      kubeconfigNotice: '',
      kubeconfigChange: null,
      pinnedId: 'pinned',
      serverId: 'server',
      identity: null,
    }),
    onChange: () => () => undefined,
    heardAt: () => null,
  },
  clock,
  random: Math.random,
  onError: (error) => log.error({ err: error }),
  onViewers: () => undefined,
});
const snapshot = await live.snapshot('services', { kind: 'system' });
row('summary of all Services, as the browser gets it', megabytes(snapshot.length));
row('watched objects, projection and hub together', megabytes(heap() - start));
await live.stop();
await credentials.close();
process.exit(0);

async function settled(source: Source): Promise<Source> {
  if (source.state().synced) return source;
  await new Promise<void>((resolve) => {
    const unsubscribe = source.onState(() => {
      if (!source.state().synced) return;
      unsubscribe();
      resolve();
    });
  });
  return source;
}

function heap(): number {
  for (let round = 0; round < 4; round += 1) collect?.();
  return process.memoryUsage().heapUsed;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
