import { expect } from 'vitest';
import type { CollectionName, Topic } from '#lib/live/protocol.ts';
import { type Browser, Sluice } from '#tests/cluster/support/sluice.ts';
import { listed } from '#tests/cluster/support/stage.ts';

/** Values that depend on the cluster's objects alone; splits and samples depend on what a server has seen. */
const COLLECTIONS = ['services', 'head', 'revisions', 'pods', 'nodes', 'events'] as const;

/** agrees waits until what browsers received for their topics equals what a newly started Sluice reports, value by value. */
export async function agrees(
  kubeconfig: string,
  topics: readonly Topic[],
  ...browsers: Browser[]
): Promise<void> {
  for (const browser of browsers) {
    await expect
      .poll(
        async () => {
          const known = byTopic(topics, (topic, collection) =>
            Object.fromEntries(browser.store.values(topic, collection)),
          );
          return differences(known, await fresh(kubeconfig, topics));
        },
        { timeout: 90_000, interval: 1_000 },
      )
      .toEqual([]);
  }
}

type ByTopic = Record<string, Record<string, unknown>>;

async function fresh(kubeconfig: string, topics: readonly Topic[]): Promise<ByTopic> {
  const sluice = Sluice.start(kubeconfig);
  try {
    await listed(sluice);
    const snapshots = new Map(
      await Promise.all(topics.map(async (topic) => [topic, await sluice.snapshot(topic)] as const)),
    );
    return byTopic(topics, (topic, collection) => snapshots.get(topic)?.collections[collection] ?? {});
  } finally {
    await sluice.stop();
  }
}

function byTopic(
  topics: readonly Topic[],
  read: (topic: Topic, collection: CollectionName) => Record<string, unknown>,
): ByTopic {
  return Object.fromEntries(
    topics.flatMap((topic) =>
      COLLECTIONS.map((collection) => [`${topic} ${collection}`, read(topic, collection)] as const),
    ),
  );
}

/** Returns both sides of each value that differs. */
function differences(known: ByTopic, wanted: ByTopic): unknown[] {
  return Object.keys(wanted).flatMap((collection) => {
    const [ours = {}, theirs = {}] = [known[collection], wanted[collection]];
    return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
      .filter((key) => sorted(ours[key]) !== sorted(theirs[key]))
      .map((key) => ({ collection, key, known: ours[key], fresh: theirs[key] }));
  });
}

/** Serializes a value regardless of the order of its keys, so that equal values give equal text. */
function sorted(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
