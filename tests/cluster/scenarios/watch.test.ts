import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KUBERNETES } from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath, objectPath } from '#lib/kubernetes/resource.ts';
import type { Source } from '#lib/kubernetes/source.ts';
import { SYSTEM } from '#server/caller.ts';
import { SystemClock } from '#server/clock.ts';
import { createOpenSource } from '#server/kubernetes/open-source.ts';
import { parseWatchEvent, type WatchEvent } from '#server/kubernetes/watch-event.ts';
import { KINDS, SOON, Stage } from '#tests/cluster/support/stage.ts';
import { memoryLog } from '#tests/watch-fixture.ts';

// The five conformance cases of Kubernetes' own watch (kubernetes v1.35 `test/e2e/apimachinery/watch.go`), run against Sluice's client
// and reflector.

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

const PATH = collectionPath(KUBERNETES.configMap, 'default');
const LABEL = 'watch-this-configmap';

describe.each(KINDS)('watches of the %s cluster', (kind) => {
  let stage: Stage;
  let sources: Source[] = [];
  beforeAll(async () => {
    stage = await Stage.start(kind);
  });
  afterEach(async () => {
    for (const source of sources) await source.stop();
    sources = [];
  });
  afterAll(() => stage?.stop());

  const create = (name: string, value: string): Promise<ConfigMap> =>
    stage.cluster.api('POST', PATH, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels: { [LABEL]: value } },
    });
  const merge = (name: string, patch: object): Promise<ConfigMap> =>
    stage.cluster.api('PATCH', `${PATH}/${name}`, patch, 'application/merge-patch+json');
  const mutate = (name: string, times: string): Promise<ConfigMap> =>
    merge(name, { data: { mutation: times } });
  const relabel = (name: string, value: string): Promise<ConfigMap> =>
    merge(name, { metadata: { labels: { [LABEL]: value } } });
  const remove = (name: string): Promise<unknown> =>
    stage.cluster.api('DELETE', objectPath(KUBERNETES.configMap, 'default', name));

  /** Returns what a reflector reports for the ConfigMaps that match a selector, as `ADDED name mutation`. */
  async function observe(labelSelector: string): Promise<string[]> {
    const open = createOpenSource({
      client: stage.sluice.cluster.client,
      clock: new SystemClock(),
      random: Math.random,
      log: memoryLog(),
    });
    const source = open({
      id: labelSelector,
      type: KUBERNETES.configMap,
      namespace: 'default',
      labelSelector,
      tier: 'detail',
    });
    sources.push(source);
    const seen: string[] = [];
    source.store.subscribe((changes) => {
      for (const change of changes) {
        const { metadata, data } = change.object as ConfigMap;
        const what = change.type === 'deleted' ? 'DELETED' : change.old === undefined ? 'ADDED' : 'MODIFIED';
        seen.push([what, metadata.name, data?.['mutation'] ?? '-'].join(' '));
      }
    });
    await expect.poll(() => source.state().phase, SOON).toBe('live');
    return seen;
  }

  /** Returns the events of a watch from a version on, up to a given number. */
  async function watchFrom(
    resourceVersion: string,
    labelSelector: string,
    count: number,
  ): Promise<WatchEvent[]> {
    const abort = new AbortController();
    const query = { resourceVersion, labelSelector };
    const lines = await stage.sluice.cluster.client.watchLines(SYSTEM, PATH, query, { signal: abort.signal });
    const events: WatchEvent[] = [];
    try {
      for await (const piece of lines) {
        events.push(...piece.map((line) => parseWatchEvent(line, { verb: 'watch', path: PATH })));
        if (events.length >= count) return events;
      }
    } finally {
      abort.abort();
    }
    return events;
  }

  const told = (events: readonly WatchEvent[]) =>
    events.map((event) =>
      'object' in event
        ? `${event.type} ${(event.object as ConfigMap).data?.['mutation'] ?? '-'}`
        : event.type,
    );
  const versionOf = ({ metadata }: KubeObject): string => metadata.resourceVersion ?? '';

  it('each selector delivers exactly what it matches, from start to end', async () => {
    const a = await observe(`${LABEL}=multiple-watchers-A`);
    const b = await observe(`${LABEL}=multiple-watchers-B`);
    const either = await observe(`${LABEL} in (multiple-watchers-A,multiple-watchers-B)`);
    await create('map-a', 'multiple-watchers-A');
    await mutate('map-a', '1');
    await mutate('map-a', '2');
    await remove('map-a');
    await create('map-b', 'multiple-watchers-B');
    await remove('map-b');
    const ofA = ['ADDED map-a -', 'MODIFIED map-a 1', 'MODIFIED map-a 2', 'DELETED map-a 2'];
    const ofB = ['ADDED map-b -', 'DELETED map-b -'];
    await expect.poll(() => either, SOON).toEqual([...ofA, ...ofB]);
    await expect.poll(() => a, SOON).toEqual(ofA);
    await expect.poll(() => b, SOON).toEqual(ofB);
  });

  it('a watch can start at an earlier version', async () => {
    await create('map-from', 'from-version');
    const first = await mutate('map-from', '1');
    await mutate('map-from', '2');
    await remove('map-from');
    const events = await watchFrom(versionOf(first), `${LABEL}=from-version`, 2);
    expect(told(events)).toEqual(['upsert 2', 'delete 2']);
  });

  it('a watch can continue where another ended', async () => {
    const { metadata } = await stage.cluster.api<{ metadata: { resourceVersion: string } }>(
      'GET',
      `${PATH}?limit=1`,
    );
    await create('map-again', 'again');
    await mutate('map-again', '1');
    const before = await watchFrom(metadata.resourceVersion, `${LABEL}=again`, 2);
    expect(told(before)).toEqual(['upsert -', 'upsert 1']);
    await mutate('map-again', '2');
    await remove('map-again');
    const last = before.at(-1);
    const from = last !== undefined && 'resourceVersion' in last ? last.resourceVersion : '';
    expect(told(await watchFrom(from, `${LABEL}=again`, 2))).toEqual(['upsert 2', 'delete 2']);
  });

  it('an object that stops matching the selector is deleted, and added when it matches again', async () => {
    const seen = await observe(`${LABEL}=label-changed`);
    await create('map-moved', 'label-changed');
    await mutate('map-moved', '1');
    await relabel('map-moved', 'elsewhere');
    await mutate('map-moved', '2');
    await relabel('map-moved', 'label-changed');
    await mutate('map-moved', '3');
    await remove('map-moved');
    await expect
      .poll(() => seen, SOON)
      .toEqual([
        'ADDED map-moved -',
        'MODIFIED map-moved 1',
        'DELETED map-moved 1',
        'ADDED map-moved 2',
        'MODIFIED map-moved 3',
        'DELETED map-moved 3',
      ]);
  });

  it('watches that start at any version deliver later events in the same order', async () => {
    const changes: ConfigMap[] = [];
    for (let index = 0; index < 10; index++) {
      changes.push(
        await create(`ordered-${index}`, 'ordered'),
        await mutate(`ordered-${index}`, String(index)),
      );
      if (index % 3 === 2) await remove(`ordered-${index - 1}`);
    }
    const [first] = changes;
    if (first === undefined) throw new Error('Nothing was created.');
    // 20 writes and 3 deletions, minus the one that it starts at.
    const versions = (events: readonly WatchEvent[]) =>
      events.map((event) => ('resourceVersion' in event ? event.resourceVersion : event.type));
    const all = versions(await watchFrom(versionOf(first), `${LABEL}=ordered`, 22));
    expect(all).toHaveLength(22);
    await Promise.all(
      all.slice(0, -1).map(async (version, index) => {
        const rest = all.slice(index + 1);
        expect(versions(await watchFrom(version, `${LABEL}=ordered`, rest.length))).toEqual(rest);
      }),
    );
  });
});
