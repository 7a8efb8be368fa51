import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { KNATIVE } from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { StreamMessage } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import { SystemClock } from '#server/clock.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { milliseconds, percentile, row } from '#tests/bench/statistics.ts';

// Measures the time from a change to its frame in a client, and compares it with a raw watch of the same object in the same process; the
// difference is Sluice's overhead. KUBECONFIG: an embedded cluster. SLUICE_URL, SLUICE_TOKEN: a dashboard on it. BENCH_EVENTS: how many
// changes.

const url = process.env.SLUICE_URL ?? '';
const authorization = `Bearer ${process.env.SLUICE_TOKEN ?? ''}`;
const events = Number(process.env.BENCH_EVENTS ?? '300');
const clock = new SystemClock();
const credentials = loadCredentials({ env: process.env, clock });
const client = new KubernetesClient({ credentials, clock });
const place = { namespace: 'default', name: 'helloworld-go' };
const MARK = 'bench.sluice.dev/mark';
const stop = new AbortController();
const rawAt = new Map<string, number>();
const frameAt = new Map<string, number>();

const service = await client.get(SYSTEM, KNATIVE.service, place.namespace, place.name);
const watching = watchRaw(service.metadata.resourceVersion);
const streaming = readFrames();
await pause(1_500);

for (const spacing of [500, 250, 20]) {
  rawAt.clear();
  frameAt.clear();
  const sentAt = new Map<string, number>();
  for (let index = 0; index < events; index += 1) {
    const mark = `${spacing}-${index}`;
    sentAt.set(mark, performance.now());
    await label({ ...service.metadata.labels, [MARK]: mark });
    await pause(spacing);
  }
  await pause(500);
  const pairs = [...rawAt].flatMap(([mark, raw]) => {
    const frame = frameAt.get(mark);
    return frame === undefined ? [] : [{ added: frame - raw, total: frame - (sentAt.get(mark) ?? raw) }];
  });
  const added = pairs.map((pair) => pair.added);
  row(
    `added to a raw watch, a change every ${spacing} ms`,
    `p50 ${milliseconds(percentile(added, 0.5))}`,
    `p99 ${milliseconds(percentile(added, 0.99))}`,
    `${pairs.length} of ${events}`,
  );
  const total = pairs.map((pair) => pair.total);
  row(
    '  from the request of the change to the frame',
    `p50 ${milliseconds(percentile(total, 0.5))}`,
    `p99 ${milliseconds(percentile(total, 0.99))}`,
  );
}
await label(service.metadata.labels ?? {});
stop.abort();
await Promise.allSettled([watching, streaming]);
await credentials.close();

async function label(labels: Record<string, string>): Promise<void> {
  const patch = [{ op: 'add' as const, path: '/metadata/labels', value: labels }];
  await client.patch(SYSTEM, KNATIVE.service, place.namespace, place.name, patch);
}

async function watchRaw(resourceVersion: string): Promise<void> {
  const query = { resourceVersion, fieldSelector: `metadata.name=${place.name}` };
  const lines = await client.watchLines(SYSTEM, collectionPath(KNATIVE.service, place.namespace), query, {
    signal: stop.signal,
  });
  for await (const chunk of lines) {
    const now = performance.now();
    for (const line of chunk) {
      const { object } = JSON.parse(line) as { object: KubeObject };
      note(rawAt, object.metadata.labels?.[MARK], now);
    }
  }
}

async function readFrames(): Promise<void> {
  const response = await fetch(`${url}/live?topic=services&cursor=`, {
    headers: { authorization },
    signal: stop.signal,
  });
  if (response.body === null) throw new Error(`The stream answered ${response.status}.`);
  let now = 0;
  const parser = createParser({
    onEvent: ({ data }) => {
      const message = JSON.parse(data) as StreamMessage;
      if (message.type !== 'changes') return;
      note(frameAt, message.upserted.services?.[`${place.namespace}/${place.name}`]?.labels[MARK], now);
    },
  });
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    now = performance.now();
    parser.feed(text);
  }
}

function note(times: Map<string, number>, mark: string | undefined, now: number): void {
  if (mark !== undefined && !times.has(mark)) times.set(mark, now);
}
