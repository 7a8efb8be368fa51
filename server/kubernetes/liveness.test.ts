import { afterEach, beforeEach, expect, test } from 'vitest';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { Liveness, type LivenessState } from '#server/kubernetes/liveness.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { status } from '#tests/fake-replies.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

let server: FakeApiServer;
let clock: FakeClock;
let credentials: ReturnType<typeof plainCredentials>;
let liveness: Liveness;
let changes: LivenessState[];
let recoveries: number;

beforeEach(async () => {
  server = new FakeApiServer();
  clock = new FakeClock(0);
  credentials = plainCredentials(await server.listen());
  changes = [];
  recoveries = 0;
  const client = new KubernetesClient({ credentials, clock });
  const onChange = (state: LivenessState): void => {
    changes.push(state);
  };
  liveness = new Liveness({ client, clock, onChange, onLive: (wasLost) => (recoveries += wasLost ? 1 : 0) });
});

afterEach(async () => {
  liveness.stop();
  await credentials.close();
  await server.close();
});

/** Starts, and waits for the first answer and the delay after it. */
async function begin(pauseMs = 5000): Promise<void> {
  liveness.start();
  liveness.setWatched(true);
  await server.until(() => clock.nextInMs === pauseMs && changes.length > 0);
}

test('sends nothing without viewers', () => {
  liveness.start();
  expect(clock.alarmCount).toBe(0);
  expect(server.requests).toEqual([]);
  expect(liveness.state()).toMatchObject({ phase: 'connecting', since: 0, error: '' });
});

test('probes immediately when a viewer arrives, then every 5 s, and stops after the last viewer', async () => {
  await begin();
  expect(liveness.state().phase).toBe('live');
  expect(server.requests.map(({ path }) => path)).toEqual(['/readyz']);
  clock.advance(5000);
  await server.until(() => clock.nextInMs === 5000 && server.requests.length === 2);
  liveness.setWatched(false);
  expect(clock.alarmCount).toBe(0);
  expect(changes).toHaveLength(1);
});

test('reports a frozen API server as unresponsive within 10 s, and as live again when it answers', async () => {
  await begin();
  const thaw = server.reply('any', 'hold');
  clock.advance(5000);
  await server.until(() => server.requests.length === 2);
  clock.advance(4000);
  await server.until(() => changes.length === 2);
  // The screen counts from the unanswered probe, and keeps counting.
  expect(liveness.state()).toMatchObject({
    phase: 'unresponsive',
    since: 5000,
    error: 'the API server does not answer',
  });
  thaw();
  clock.advance(1000);
  await server.until(() => changes.length === 3);
  expect(liveness.state()).toEqual({ phase: 'live', since: 10_000, error: '', advice: '', details: '' });
  expect(recoveries).toBe(1);
});

test('reports an API server that is down as unreachable, and probes every second until it is back', async () => {
  await begin();
  const { port } = server;
  await server.close();
  clock.advance(5000);
  await server.until(() => changes.length === 2);
  expect(liveness.state()).toMatchObject({
    phase: 'unreachable',
    error: 'the API server cannot be reached: connection refused',
    details: expect.stringContaining('ECONNREFUSED'),
  });
  expect(clock.nextInMs).toBe(1000);
  await server.listen(port);
  clock.advance(1000);
  await server.until(() => recoveries === 1);
  expect(liveness.state().phase).toBe('live');
});

test('probes early when a watch is lost, at most once per second', async () => {
  await begin();
  liveness.probeNow();
  expect(server.requests).toHaveLength(1);
  clock.advance(1000);
  const heal = server.reply('any', 'reset');
  liveness.probeNow();
  liveness.probeNow();
  await server.until(() => changes.length === 2);
  expect(liveness.state().phase).toBe('unreachable');
  heal();
  liveness.setWatched(false);
  const asked = server.requests.length;
  clock.advance(1000);
  liveness.probeNow();
  expect(server.requests).toHaveLength(asked);
});

test.each([
  3_600_000, -3_600_000,
])('a clock that is set by %i ms neither prevents early probes nor allows more of them', async (byMs) => {
  await begin();
  clock.set(byMs);
  liveness.probeNow();
  expect(server.requests).toHaveLength(1);
  clock.advance(1000);
  liveness.probeNow();
  await server.until(() => server.requests.length === 2);
  expect(changes.map(({ phase }) => phase)).toEqual(['live']);
});

test('one connection that breaks during a probe is not an outage', async () => {
  await begin();
  server.reply('any', 'reset', 1);
  clock.advance(5000);
  await server.until(() => clock.nextInMs === 5000 && server.requests.length === 3);
  expect(changes.map(({ phase }) => phase)).toEqual(['live']);
});

test('no longer reports the API server as live when nobody has asked, and remembers a fault', async () => {
  await begin();
  liveness.setWatched(false);
  expect(liveness.state().phase).toBe('connecting');
  server.reply('any', status(401, 'Unauthorized'));
  liveness.setWatched(true);
  await server.until(() => changes.length === 2);
  liveness.setWatched(false);
  expect(liveness.state().phase).toBe('unauthorized');
});

test.each([
  [401, 'Unauthorized', 'unauthorized'],
  [500, 'InternalError', 'notReady'],
  [429, 'TooManyRequests', 'notReady'],
  [403, 'Forbidden', 'live'],
  [404, 'NotFound', 'live'],
] as const)('classifies a response of %i %s as %s', async (code, reason, phase) => {
  server.reply('any', status(code, reason));
  await begin(phase === 'live' ? 5000 : 1000);
  expect(liveness.state().phase).toBe(phase);
});

test.each([
  [
    'a sign-in page',
    { status: 200, body: '<!doctype html><title>Sign in</title>', headers: { 'content-type': 'text/html' } },
    'foreign',
    'the API server did not answer: there is a web page, “Sign in” (200)',
  ],
  [
    'a redirect',
    { status: 302, headers: { location: 'https://sso.example.com/?token=secret' } },
    'foreign',
    'the API server did not answer: something redirects (302) to https://sso.example.com/',
  ],
  [
    'a proxy that does not reach it',
    { status: 502, body: '<html>', headers: { 'content-type': 'text/html' } },
    'foreign',
    'the API server is behind a proxy that cannot reach it and answers 502 with a web page',
  ],
  [
    'one that is overloaded',
    { ...status(429, 'TooManyRequests'), headers: { 'retry-after': '3' } },
    'notReady',
    'the API server is throttling requests (429), for 3 s',
  ],
] as const)('names what answers: %s', async (_name, answer, phase, error) => {
  server.reply('any', answer);
  await begin(1000);
  expect(liveness.state()).toMatchObject({ phase, error });
  expect(liveness.state().advice).not.toBe('');
});
