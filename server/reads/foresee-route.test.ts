import { expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { ApiStatusError } from '#server/kubernetes/errors.ts';
import { foreseeRoute, type ReadObject } from '#server/reads/foresee-route.ts';
import { metadata } from '#tests/builders.ts';

const place = { namespace: 'default', name: 'shop2' };
const to = (revisionName: string, percent: number, tag?: string): TrafficTarget => ({
  revisionName,
  percent,
  ...(tag === undefined ? {} : { tag }),
});
const placeholder = (name: string, owner?: { kind: string; name: string }): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(name, {
    ownerReferences:
      owner === undefined ? undefined : [{ apiVersion: 'x/v1', uid: 'u', controller: true, ...owner }],
  }),
});
const revision = (name: string, service: string): KubeObject => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Revision',
  metadata: metadata(name, { labels: { 'serving.knative.dev/service': service } }),
});

/** Reads from a few objects; a name that is mapped to a code is refused with it. */
function cluster(objects: Record<string, KubeObject | number>) {
  const asked: string[] = [];
  const read: ReadObject = async (type, namespace, name) => {
    asked.push(name);
    const found = objects[name] ?? 404;
    if (typeof found === 'number') {
      const path = objectPath(type, namespace, name);
      throw new ApiStatusError({ verb: 'get', path }, { code: found });
    }
    return Promise.resolve(found);
  };
  return { read, asked };
}

test('names the owner of the name that a tag needs, and ignores the Route’s own object', async () => {
  const { read } = cluster({
    'beta-shop2': placeholder('beta-shop2', { kind: 'Route', name: 'beta-shop2' }),
    'plain-shop2': placeholder('plain-shop2'),
    'mine-shop2': placeholder('mine-shop2', { kind: 'Route', name: 'shop2' }),
    'shop2-00001': revision('shop2-00001', 'shop2'),
  });
  const traffic = [
    to('shop2-00001', 100, 'beta'),
    ...['plain', 'mine', 'free'].map((tag) => to('shop2-00001', 0, tag)),
  ];
  expect(await foreseeRoute(read, { ...place, base: null, traffic })).toEqual({
    tags: [
      { tag: 'beta', takenBy: 'the Route beta-shop2' },
      { tag: 'plain', takenBy: 'the Kubernetes Service plain-shop2' },
    ],
    revisions: [],
  });
});

test('distinguishes a revision of another Service from a missing one and from one without a label', async () => {
  const unlabelled = {
    ...revision('stray', ''),
    metadata: { ...revision('stray', '').metadata, labels: {} },
  };
  const { read } = cluster({
    'appender-1-00001': revision('appender-1-00001', 'appender-1'),
    stray: unlabelled,
  });
  const traffic = [
    to('appender-1-00001', 50),
    to('gone', 50),
    to('stray', 0),
    { latestRevision: true, percent: 0 },
  ];
  expect(await foreseeRoute(read, { ...place, base: null, traffic })).toEqual({
    tags: [],
    revisions: [
      { name: 'appender-1-00001', service: 'appender-1', exists: true },
      { name: 'gone', service: null, exists: false },
      { name: 'stray', service: null, exists: true },
    ],
  });
});

test('reports a new tag’s name as unknown when it may not be read, and nothing else', async () => {
  const { read } = cluster({ 'new-shop2': 403, 'old-shop2': 403, 'shop2-00001': 403 });
  const base = [to('shop2-00001', 100, 'old')];
  const traffic = [...base, to('shop2-00001', 0, 'new')];
  expect(await foreseeRoute(read, { ...place, base, traffic })).toEqual({
    tags: [{ tag: 'new', takenBy: null }],
    revisions: [],
  });
});

test('looks up what a change adds first, and at most twenty names of each kind', async () => {
  const { read, asked } = cluster({});
  const base = Array.from({ length: 30 }, (_, index) => to(`r-${index}`, 0, `t-${index}`));
  await foreseeRoute(read, { ...place, base, traffic: [...base, to('added', 100, 'fresh')] });
  expect(asked).toHaveLength(40);
  expect(asked).toEqual(expect.arrayContaining(['added', 'fresh-shop2']));
});

test('does not look up a name that no Service can have', async () => {
  const { read, asked } = cluster({});
  const traffic = [{ latestRevision: true, percent: 100, tag: 'x'.repeat(63) }];
  await foreseeRoute(read, { ...place, base: null, traffic });
  expect(asked).toEqual([]);
});

test('a revision with an invalid name has no owner, and is not looked up', async () => {
  const { read, asked } = cluster({});
  const traffic = ['..', '.', '', '../secrets/x', 'a\\b', '\ud800'].map((name) => to(name, 0));
  const { revisions } = await foreseeRoute(read, { ...place, base: null, traffic });
  expect(revisions.every(({ service }) => service === null)).toBe(true);
  expect(asked).toEqual([]);
});
