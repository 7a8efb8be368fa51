import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KUBERNETES } from '#lib/knative/resources.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { Gate } from '#server/kubernetes/gate.ts';
import { listAll, PageSize } from '#server/kubernetes/list-all.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { plainCredentials, podSpec } from '#tests/watch-fixture.ts';

let server: FakeApiServer;
let credentials: ReturnType<typeof plainCredentials>;
let client: KubernetesClient;

beforeEach(async () => {
  server = new FakeApiServer();
  credentials = plainCredentials(await server.listen());
  client = new KubernetesClient({ credentials, clock: new FakeClock() });
});
afterEach(async () => {
  await credentials.close();
  await server.close();
});

const list = (pageSize: PageSize, maxBytes: number) =>
  listAll(client, podSpec, {
    signal: new AbortController().signal,
    onPage: () => undefined,
    pageSize,
    maxBytes,
  });
const limits = () => server.lists().map(({ query }) => Number(query.get('limit')));
const put = (name: string, characters: number) => server.put({ name, note: 'x'.repeat(characters) });

test('a page that is too large is requested again with half as many objects, and the size is remembered', async () => {
  for (let index = 0; index < 12; index++) put(`pod-${index}`, 900);
  const pageSize = new PageSize();
  const first = await list(pageSize, 8_000);
  expect(first.objects).toHaveLength(12);
  expect(limits().slice(0, 8)).toEqual([500, 250, 125, 62, 31, 15, 7, 7]);
  const asked = server.lists().length;
  expect((await list(pageSize, 8_000)).objects).toHaveLength(12);
  expect(limits()[asked]).toBe(7);
});

test('an object that is too large by itself is named, and the others are listed', async () => {
  put('before', 10);
  put('huge', 50_000);
  for (let index = 0; index < 5; index++) put(`z-${index}`, 10);
  const { objects, unreadable } = await list(new PageSize(), 8_000);
  expect(objects.map(({ metadata }) => metadata.name).sort()).toEqual(
    ['before', ...Array.from({ length: 5 }, (_, index) => `z-${index}`)].sort(),
  );
  expect([...unreadable]).toEqual([['default/huge', 'the answer is larger than 8000 bytes']]);
});

test('whatever the sizes, each object is listed or named', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(10, 1_000, 3_000, 9_000), { maxLength: 10 }),
      fc.integer({ min: 2_000, max: 12_000 }),
      async (sizes, maxBytes) => {
        for (const { metadata } of server.objects) server.remove(metadata.name);
        for (const [index, size] of sizes.entries()) put(`pod-${index}`, size);
        const { objects, unreadable } = await list(new PageSize(), maxBytes);
        const names = [...objects.map(({ metadata }) => `default/${metadata.name}`), ...unreadable.keys()];
        expect(names.sort()).toEqual(sizes.map((_, index) => `default/pod-${index}`).sort());
        for (const key of unreadable.keys()) {
          const size = sizes[Number(key.split('-')[1])] ?? 0;
          expect(size + 1_000).toBeGreaterThan(maxBytes);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('at most four pages are read at a time, however many collections are listed', async () => {
  put('one', 10);
  let reading = 0;
  let most = 0;
  const gate = new Gate(4);
  const turns = Array.from({ length: 20 }, () =>
    gate.run(async () => {
      reading += 1;
      most = Math.max(most, reading);
      await new Promise((resolve) => setImmediate(resolve));
      reading -= 1;
    }),
  );
  await Promise.all(turns);
  expect(most).toBe(4);
  const lists = Array.from({ length: 20 }, () => client.list({ kind: 'system' }, KUBERNETES.pod));
  expect(await Promise.all(lists)).toHaveLength(20);
});

test('a caller that stops waiting for a turn gives it to the others', async () => {
  const gate = new Gate(1);
  let free: () => void = () => undefined;
  const first = gate.run(() => new Promise<void>((resolve) => (free = resolve)));
  const controller = new AbortController();
  const second = gate.run(() => Promise.resolve('second'), { signal: controller.signal });
  const third = gate.run(() => Promise.resolve('third'));
  controller.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  free();
  await first;
  expect(await third).toBe('third');
});
