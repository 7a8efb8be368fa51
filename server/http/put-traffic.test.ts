import { afterEach, beforeEach, expect, test } from 'vitest';
import { shiftTraffic } from '#lib/api/contract.ts';
import * as z from '#lib/api/zod.ts';
import type { WriteFacts } from '#server/actions/write-policies.ts';
import { putTraffic } from '#server/http/put-traffic.ts';
import type { ClusterRequest } from '#server/http/route.ts';
import { toApiError } from '#server/http/to-api-error.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { createLog } from '#server/log.ts';
import { knativeService } from '#tests/builders.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { status } from '#tests/fake-replies.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

const place = { namespace: 'default', name: 'hello' };
const before = [{ latestRevision: true, percent: 100 }];
const after = [{ revisionName: 'hello-00001', percent: 100, tag: 'stable' }];

let server: FakeApiServer;
let credentials: ReturnType<typeof plainCredentials>;
let lines: Record<string, unknown>[];
let counted: [string, string][];

beforeEach(async () => {
  server = new FakeApiServer();
  credentials = plainCredentials(await server.listen());
  lines = [];
  counted = [];
});

afterEach(async () => {
  await credentials.close();
  await server.close();
});

async function put(
  given: {
    query?: string;
    dryRun?: boolean;
    readOnly?: boolean;
    stale?: boolean;
    confirmStale?: boolean;
    session?: { mark: string } | undefined;
  } = {},
): Promise<{ code: string | undefined; requests: number }> {
  const { dryRun = false, readOnly = false, stale = false, confirmStale } = given;
  const session = 'session' in given ? given.session : { mark: '0123abcd' };
  const query = given.query ?? (dryRun ? 'dryRun=true' : '');
  const url = new URL(`http://127.0.0.1:3000/traffic?${query}`);
  const body = JSON.stringify({ uid: 'uid-hello', base: before, traffic: after, confirmStale });
  const request = new Request(url, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
  const cluster = {
    client: new KubernetesClient({ credentials, clock: new FakeClock(), readOnly }),
    config: { readOnly },
    metrics: { countAction: (action: string, outcome: string) => counted.push([action, outcome]) },
    log: createLog('info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) }),
    person: () => 'jane',
    writeFacts: (): WriteFacts => ({
      readOnly,
      sources: [],
      api: stale ? 'unresponsive' : 'live',
      apiSince: '2026-01-01T00:00:00Z',
      now: 0,
    }),
  } as unknown as ClusterRequest['cluster'];
  const caller = { kind: 'local', via: session === undefined ? 'bearer' : 'cookie' };
  const context = { caller, session, cluster, request, url } as ClusterRequest;
  try {
    const answer: unknown = await (await putTraffic(context, place)).json();
    expect(z.parse(shiftTraffic.answer, answer)).toEqual(answer);
    return { code: 'ok', requests: server.requests.length };
  } catch (error) {
    return { code: toApiError(error).code, requests: server.requests.length };
  }
}

const stored = () => ({
  ...knativeService({ metadata: { uid: 'uid-hello', generation: 7 } }),
  spec: { traffic: after },
});

test('a change writes one audit line: who, the old value, the new value', async () => {
  server.reply('any', { status: 200, body: stored() }, 1);
  expect(await put()).toEqual({ code: 'ok', requests: 1 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    audit: 'shiftTraffic',
    outcome: 'ok',
    person: 'jane',
    caller: 'local cookie',
    session: '0123abcd',
    ...place,
    uid: 'uid-hello',
    before,
    after,
    generation: 7,
    changed: true,
  });
  expect(counted).toEqual([['shiftTraffic', 'ok']]);
});

test('the audit lines of two browsers differ, and those of a script name no browser', async () => {
  server.reply('any', { status: 200, body: stored() }, 3);
  await put({ session: { mark: '0123abcd' } });
  await put({ session: { mark: 'ffff0000' } });
  await put({ session: undefined });
  expect(lines.map(({ caller, session }) => [caller, session])).toEqual([
    ['local cookie', '0123abcd'],
    ['local cookie', 'ffff0000'],
    ['local bearer', undefined],
  ]);
});

test('a change that the cluster or Sluice refuses writes an audit line too', async () => {
  server.reply('any', status(403, 'Forbidden'), 1);
  await put();
  await put({ stale: true });
  await put({ readOnly: true });
  expect(lines.map(({ outcome }) => outcome)).toEqual(['forbidden', 'stale', 'readOnly']);
  expect(lines[1]).toMatchObject({ before, after, person: 'jane' });
  expect(counted).toEqual([
    ['shiftTraffic', 'forbidden'],
    ['shiftTraffic', 'stale'],
    ['shiftTraffic', 'readOnly'],
  ]);
});

test.each([
  'dryRun=true&dryRun=false',
  'dryRun=false&dryRun=true',
  'dryrun=true',
  'dryRun=1',
  'dry_run=true',
  'dryRun',
])('nothing is sent to the cluster when the URL is ambiguous about a dry run: %s', async (query) => {
  expect(await put({ query })).toEqual({ code: 'badRequest', requests: 0 });
});

test('a dry run changes nothing and writes no audit line', async () => {
  server.reply('any', { status: 200, body: stored() }, 1);
  expect((await put({ dryRun: true })).code).toBe('ok');
  expect(lines).toEqual([]);
});

test.each([false, true])('when read-only, nothing is sent to the cluster (dry run: %s)', async (dryRun) => {
  expect(await put({ readOnly: true, dryRun })).toEqual({ code: 'readOnly', requests: 0 });
});

test('a possibly stale view blocks a write until the user confirms it, and never a dry run', async () => {
  server.reply('any', { status: 200, body: stored() }, 2);
  expect(await put({ stale: true })).toEqual({ code: 'stale', requests: 0 });
  expect(await put({ stale: true, confirmStale: true })).toEqual({ code: 'ok', requests: 1 });
  expect((await put({ stale: true, dryRun: true })).code).toBe('ok');
  expect(await put({ stale: true, confirmStale: true, readOnly: true })).toMatchObject({ code: 'readOnly' });
});

test('a response with an object other than the written one is not forwarded', async () => {
  server.reply('any', { status: 200, body: { ...stored(), metadata: { uid: 'another' } } }, 1);
  expect((await put()).code).toBe('unreachable');
});
