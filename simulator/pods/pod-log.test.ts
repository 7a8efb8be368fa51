import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const ADMIN: WriteOptions = { user: { name: 'root', groups: ['system:masters'] }, fieldManager: 'test' };
const START = '2026-01-01T00:00:00Z';
const running = { running: { startedAt: START } };
const crashed = {
  terminated: { exitCode: 3, message: 'panic: over', startedAt: START, finishedAt: '2026-01-01T00:00:01Z' },
};

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

/** Adds a pod with these containers, on a node unless it should have none, with the status of its first container. */
function addPod(
  name: string,
  status: object | undefined,
  containers = ['main'],
  nodeName = 'worker-1',
): void {
  const spec = { nodeName, containers: containers.map((container) => ({ name: container, image: 'x' })) };
  const pod = cluster.store.create(KUBERNETES.pod, { metadata: { name, namespace: 'default' }, spec }, ADMIN);
  if (status !== undefined) setStatus(pod.metadata.name, status, containers[0]);
}

function setStatus(name: string, status: object, container = 'main'): void {
  const pod = cluster.store.get(KUBERNETES.pod, 'default', name);
  const containerStatuses = [{ name: container, ...status }];
  cluster.store.updateStatus(
    KUBERNETES.pod,
    { ...pod, status: { phase: 'Running', containerStatuses } },
    ADMIN,
  );
}

const path = (name: string, query = '') => `/api/v1/namespaces/default/pods/${name}/log${query}`;
const log = async (name: string, query = '') => await cluster.call(path(name, query));

describe('the log of a container', () => {
  it.each([
    ['', 'line 0\nline 1\nline 2\nline 3\nline 4\n'],
    ['?tailLines=2', 'line 3\nline 4\n'],
    ['?tailLines=0', ''],
    ['?sinceSeconds=3', 'line 2\nline 3\nline 4\n'],
    ['?sinceTime=2026-01-01T00:00:03.5Z', 'line 4\n'],
    ['?tailLines=1&sinceSeconds=3', 'line 4\n'],
    ['?limitBytes=10', 'line 0\nlin'],
    ['?tailLines=1&timestamps=true', '2026-01-01T00:00:04.000000000Z line 4\n'],
    ['?container=main&tailLines=1', 'line 4\n'],
  ])('is limited as requested: %s', async (query, text) => {
    addPod('p', { state: running });
    cluster.clock.advance(5000);
    expect(await log('p', query)).toMatchObject({ code: 200, text, contentType: 'text/plain' });
  });

  it('is that of the last run when the container has ended, and of the previous run with previous', async () => {
    addPod('p', { state: crashed });
    cluster.clock.advance(5000);
    expect((await log('p')).text).toBe('line 0\nline 1\npanic: over\n');
    setStatus('p', { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: crashed });
    expect((await log('p')).text).toBe('line 0\nline 1\npanic: over\n');
    setStatus('p', { state: { running: { startedAt: '2026-01-01T00:00:04Z' } }, lastState: crashed });
    expect((await log('p')).text).toBe('line 0\n');
    expect((await log('p', '?previous=true')).text).toBe('line 0\nline 1\npanic: over\n');
  });

  it('has no content before the pod has a node', async () => {
    addPod('p', undefined, ['main'], '');
    expect(await log('p')).toMatchObject({ code: 204, text: '' });
  });
});

describe('a log that is unavailable', () => {
  const waiting = (reason: string) => ({ state: { waiting: { reason } } });

  it.each<[string, object | undefined, string, string]>([
    [
      'no container is named',
      {},
      '',
      'a container name must be specified for pod p, choose one of: [main queue-proxy]',
    ],
    ['another container is named', {}, '?container=x', 'container x is not valid for pod p'],
    [
      'the node has no status for it',
      {},
      '?container=queue-proxy',
      'container "queue-proxy" in pod "p" is not available',
    ],
    [
      'it is being created',
      waiting('ContainerCreating'),
      '?container=main',
      'container "main" in pod "p" is waiting to start: ContainerCreating',
    ],
    [
      'its image cannot be pulled',
      waiting('ErrImagePull'),
      '?container=main',
      `container "main" in pod "p" is waiting to start: image can't be pulled`,
    ],
    [
      'its image pull is retried',
      waiting('ImagePullBackOff'),
      '?container=main',
      'container "main" in pod "p" is waiting to start: trying and failing to pull image',
    ],
    [
      'it has no state',
      {},
      '?container=main',
      'container "main" in pod "p" is waiting to start - no logs yet',
    ],
    [
      'there was no previous run',
      { state: running },
      '?container=main&previous=true',
      'previous terminated container "main" in pod "p" not found',
    ],
    ['the tail is not a number', {}, '?tailLines=x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      'the time is invalid',
      {},
      '?sinceTime=x',
      'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    ],
  ])('because %s', async (_, status, query, message) => {
    addPod('p', status, ['main', 'queue-proxy']);
    expect((await log('p', query)).body).toMatchObject({ code: 400, reason: 'BadRequest', message });
  });

  it('because the options exclude each other, or the pod does not exist', async () => {
    expect((await log('p', '?tailLines=-1&limitBytes=0&sinceSeconds=0')).body).toMatchObject({
      code: 422,
      message:
        'PodLogOptions "p" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0, sinceSeconds: Invalid value: 0: must be greater than 0]',
    });
    expect((await log('p', `?sinceSeconds=1&sinceTime=${START}`)).body['message']).toBe(
      'PodLogOptions "p" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    );
    expect((await log('p')).body).toMatchObject({ code: 404, message: 'pods "p" not found' });
  });

  it('because the user has no permission', async () => {
    addPod('p', { state: running });
    expect((await cluster.call(path('p'), { user: 'one-service' })).body).toMatchObject({
      code: 403,
      message:
        'pods "p" is forbidden: User "one-service" cannot get resource "pods/log" in API group "" in the namespace "default"',
    });
    expect((await cluster.call(path('p'), { user: 'view' })).code).toBe(200);
  });
});

describe('a log that is followed', () => {
  it('continues with the time until the pod is gone', async () => {
    addPod('p', { state: running });
    cluster.clock.advance(1500);
    const lines = await cluster.lines(path('p', '?follow=true&tailLines=1'));
    expect((await lines.next()).value).toBe('line 1');
    cluster.clock.advance(1000);
    expect((await lines.next()).value).toBe('line 2');
    cluster.store.delete(KUBERNETES.pod, 'default', 'p', ADMIN);
    expect((await lines.next()).done).toBe(true);
  });

  it('ends with the final lines of a run that ends', async () => {
    addPod('p', { state: running });
    cluster.clock.advance(500);
    const lines = await cluster.lines(path('p', '?follow=true'));
    expect((await lines.next()).value).toBe('line 0');
    setStatus('p', { state: crashed });
    expect((await lines.next()).value).toBe('line 1');
    expect((await lines.next()).value).toBe('panic: over');
    expect((await lines.next()).done).toBe(true);
  });

  it('ends at its byte limit, and immediately when the run is over', async () => {
    addPod('p', { state: running });
    cluster.clock.advance(500);
    const lines = await cluster.lines(path('p', '?follow=true&limitBytes=14'));
    expect((await lines.next()).value).toBe('line 0');
    cluster.clock.advance(3000);
    expect((await lines.next()).value).toBe('line 1');
    expect((await lines.next()).done).toBe(true);
    expect((await log('p', '?follow=true&limitBytes=3')).text).toBe('lin');
    setStatus('p', { state: crashed });
    expect((await log('p', '?follow=true')).text).toContain('panic: over');
  });
});
