import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Source, SourceSpec } from '#lib/kubernetes/source.ts';
import { createOpenSource, type OpenSources } from '#server/kubernetes/open-source.ts';
import { podSpec, watchFixture } from '#tests/watch-fixture.ts';

let fixture: Awaited<ReturnType<typeof watchFixture>>;
let openSource: OpenSources;
let sources: Source[];
/** Callbacks that release requests that are not answered yet, oldest first. */
let unanswered: (() => void)[];
let most: number;

beforeEach(async () => {
  fixture = await watchFixture();
  const { client, clock, log, server } = fixture;
  openSource = createOpenSource({ client, clock, log, random: () => 0 });
  sources = [];
  unanswered = [];
  most = 0;
  server.beforeAnswer = () =>
    new Promise((resolve) => {
      unanswered.push(resolve);
      most = Math.max(most, unanswered.length);
    });
});
afterEach(async () => {
  fixture.server.beforeAnswer = () => Promise.resolve();
  for (const answer of unanswered.splice(0)) answer();
  await Promise.all(sources.map((source) => source.stop()));
  await fixture.close();
});

function open(count: number, spec: Partial<SourceSpec> = {}): void {
  for (let left = count; left > 0; left--)
    sources.push(openSource({ ...podSpec, ...spec, id: `source-${sources.length}` }));
}
const isLive = (): boolean => sources.every((source) => source.state().phase === 'live');

async function settle(): Promise<void> {
  let turns = 60;
  await fixture.server.until(() => turns-- === 0);
}

/** Answers one request after the other until all sources are live. */
async function answerAll(): Promise<void> {
  while (!isLive()) {
    await fixture.server.until(() => unanswered.length > 0 || isLive());
    unanswered.shift()?.();
  }
}

test('however many watches there are, at most 32 are opened at a time, at the start and after all have broken', async () => {
  const { server, clock } = fixture;
  open(80);
  await server.until(() => unanswered.length === 32);
  await settle();
  expect(most).toBe(32);
  await answerAll();
  expect(most).toBe(32);
  // A watch that has lived is reopened immediately.
  clock.advance(5_000);
  server.dropConnections();
  await server.until(() => unanswered.length === 32);
  await answerAll();
  expect(most).toBe(32);
});

test('what has viewers is requested before the rest', async () => {
  const { server } = fixture;
  open(40);
  await server.until(() => unanswered.length === 32);
  open(1, { tier: 'detail', namespace: 'looked-at' });
  unanswered.shift()?.();
  await server.until(() => server.requests.length === 33);
  expect(server.requests.at(-1)?.path).toBe('/api/v1/namespaces/looked-at/pods');
});

test('unanswered openings make way for others after five seconds', async () => {
  const { server, clock } = fixture;
  open(40);
  open(1, { namespace: 'last' });
  await server.until(() => unanswered.length === 32);
  clock.advance(4_999);
  await settle();
  expect(server.requests).toHaveLength(32);
  clock.advance(1);
  await server.until(() => server.requests.length === 41);
  expect(server.requests.at(-1)?.path).toBe('/api/v1/namespaces/last/pods');
});

test('one that is stopped while it waits is never requested', async () => {
  const { server } = fixture;
  open(32);
  open(1, { namespace: 'stopped' });
  await server.until(() => unanswered.length === 32);
  await sources.at(-1)?.stop();
  sources.pop();
  await answerAll();
  expect(server.requests.map(({ path }) => path)).not.toContain('/api/v1/namespaces/stopped/pods');
});
