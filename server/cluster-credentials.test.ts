import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClusterView } from '#lib/view/models/cluster.ts';
import { ClusterConnection } from '#server/cluster-facts.ts';
import { readConfig } from '#server/config.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import type { CredentialsStatus } from '#server/kubernetes/credentials/status.ts';
import { createLog } from '#server/log.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

let server: FakeApiServer;
let clock: FakeClock;
let connection: ClusterConnection;
let credentials: ReturnType<typeof plainCredentials>;
let status: CredentialsStatus;
let tell: () => void;
let recoveries: number;
let logged: string;

beforeEach(async () => {
  server = new FakeApiServer();
  clock = new FakeClock(60_000);
  status = { phase: 'usable', since: 0, plugin: null, words: '', notice: '', change: null };
  recoveries = 0;
  logged = '';
  credentials = {
    ...plainCredentials(await server.listen()),
    status: () => status,
    onStatus: (listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  connection = new ClusterConnection({
    config: readConfig({ SLUICE_TOKEN: 'x'.repeat(32) }),
    credentials,
    client: new KubernetesClient({ credentials, clock }),
    clock,
    log: createLog('info', { write: (line) => void (logged += line) }),
    sources: () => [],
    heardAt: () => null,
    onRecover: () => recoveries++,
  });
});

afterEach(async () => {
  connection.stop();
  await credentials.close();
  await server.close();
});

function become(
  change: Partial<CredentialsStatus>,
): Pick<ClusterView, 'api' | 'apiError' | 'plugin' | 'apiSince'> {
  status = { ...status, ...change };
  tell();
  const { api, apiError, plugin, apiSince } = connection.current();
  return { api, apiError, plugin, apiSince };
}

test('the page reports a plugin that waits for a user, not an unresponsive API server', () => {
  const words = 'enter the code ABC-123';
  expect(become({ phase: 'waiting', since: 50_000, plugin: 'kubelogin', words })).toEqual({
    api: 'signIn',
    apiError: words,
    plugin: 'kubelogin',
    apiSince: new Date(50_000).toISOString(),
  });
  expect(logged).toBe('');
});

test('a failed plugin is named, once in the log, and its recovery wakes every source, with or without viewers', () => {
  const failed = {
    phase: 'failed',
    since: 59_000,
    plugin: 'aws',
    words: 'The credential plugin aws failed.',
  } as const;
  expect(become(failed)).toMatchObject({ api: 'noCredentials', apiError: failed.words, plugin: 'aws' });
  become(failed);
  expect(logged.split('\n').filter((line) => line.includes('there are no credentials to send'))).toHaveLength(
    1,
  );
  expect(recoveries).toBe(0);
  expect(become({ phase: 'usable', since: 0, plugin: null, words: '' }).api).toBe('connecting');
  expect(recoveries).toBe(1);
});

test('kubeconfig changes that are not followed are reported along with everything else', () => {
  become({ notice: 'The context a now uses the user admin.' });
  expect(connection.current().kubeconfigNotice).toBe('The context a now uses the user admin.');
});

test.each([
  3_600_000, -3_600_000,
])('the API server is asked who Sluice is at most twice per minute, even when the clock is set by %i ms', async (byMs) => {
  const asked = (): number =>
    server.requests.filter(({ path }) => path.endsWith('/selfsubjectreviews')).length;
  await connection.refused('first');
  clock.set(byMs);
  clock.advance(29_999);
  await connection.refused('second');
  expect(asked()).toBe(1);
  clock.advance(1);
  await connection.refused('third');
  expect(asked()).toBe(2);
});

test('discovery never runs twice at once: a request during a run starts one more run', async () => {
  const asked = (): number => server.requests.filter(({ path }) => path === '/version').length;
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  server.beforeAnswer = () => held;
  connection.start();
  await server.until(() => asked() === 1);
  for (let round = 0; round < 3; round++) {
    become({ phase: 'failed' });
    become({ phase: 'usable' });
  }
  let turns = 40;
  await server.until(() => turns-- === 0);
  expect(asked()).toBe(1);
  answer();
  await server.until(() => asked() === 2);
  turns = 40;
  await server.until(() => turns-- === 0);
  expect(asked()).toBe(2);
});
