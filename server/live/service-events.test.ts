import { expect, test } from 'vitest';
import { LABEL } from '#lib/knative/labels.ts';
import type { Live } from '#server/live/live.ts';
import { condition, coreEvent, knativeService, metadata, ownedBy, pod, revision } from '#tests/builders.ts';
import { SUMMARY } from '#tests/fake-source.ts';
import { DEPLOYMENTS, HELLO, helloFixture, POD_EVENTS, snapshotOf } from '#tests/live-fixture.ts';

test('Events of a deleted Service of the same name are not shown', async () => {
  const { live, sources, service } = helloFixture();
  const about = (uid: string) => ({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    name: 'hello',
    uid,
  });
  sources.put(
    'events@default?involvedObject.apiVersion=serving.knative.dev/v1',
    coreEvent({ metadata: metadata('old'), involvedObject: about(service.metadata.uid) }),
    coreEvent({ metadata: metadata('new'), involvedObject: about('uid-again') }),
  );
  expect(Object.keys((await snapshotOf(live, HELLO)).events ?? {})).toEqual(['uid-old']);
  sources.put(SUMMARY.service, knativeService({ metadata: { uid: 'uid-again' } }));
  expect(Object.keys((await snapshotOf(live, HELLO)).events ?? {})).toEqual(['uid-new']);
  sources.delete(SUMMARY.service, 'default/hello');
  expect((await snapshotOf(live, HELLO)).events ?? {}).toEqual({});
});

test('Events of pods and Deployments of a deleted namesake are not shown; those of pods that were never seen are', async () => {
  const { live, sources } = helloFixture();
  const later = '2026-01-01T00:10:00Z';
  const about = (name: string, kind: string, object: string, uid: string, at: string) =>
    coreEvent({
      metadata: metadata(name),
      involvedObject: { kind, name: `hello-00001-deployment${object}`, uid },
      firstTimestamp: at,
      lastTimestamp: at,
    });
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata('hello-00001-deployment', {
      uid: 'uid-deployment-new',
      ownerReferences: [ownedBy(revision())],
      labels: { [LABEL.service]: 'hello' },
    }),
  };
  sources.put(DEPLOYMENTS, deployment);
  sources.put(
    POD_EVENTS,
    about('before', 'Pod', '-x-1', 'uid-x', '2025-12-31T23:59:59Z'),
    about('gone', 'Pod', '-x-2', 'uid-y', later),
  );
  sources.put(
    'events@default?involvedObject.kind=Deployment',
    about('namesake', 'Deployment', '', 'uid-deployment-old', later),
    about('own', 'Deployment', '', 'uid-deployment-new', later),
  );
  expect(Object.keys((await snapshotOf(live, HELLO)).events ?? {}).sort()).toEqual(['uid-gone', 'uid-own']);
});

test.each([
  ['that is gone', true],
  ['that still ends', false],
])('Events of a pod %s, seen of a namesake while the page was open, are not those of the Service that followed', async (_what, isGone) => {
  const { live, sources } = helloFixture();
  const killing = coreEvent({
    metadata: metadata('killing'),
    involvedObject: { kind: 'Pod', ...pod().metadata },
    lastTimestamp: '2026-01-01T00:10:00Z',
    firstTimestamp: '2026-01-01T00:10:00Z',
  });
  sources.put(POD_EVENTS, killing);
  expect(Object.keys((await snapshotOf(live, HELLO)).events ?? {})).toEqual(['uid-killing']);
  if (isGone) sources.delete(SUMMARY.pod, 'default/hello-00001-deployment-a');
  sources.put(SUMMARY.service, knativeService({ metadata: { uid: 'uid-again' } }));
  expect(Object.keys((await snapshotOf(live, HELLO)).events ?? {})).toEqual([]);
});

test('a Service that was not visible for a while gets its Events back', async () => {
  const { live, sources } = helloFixture();
  const started = coreEvent({
    metadata: metadata('started'),
    involvedObject: { kind: 'Pod', ...pod().metadata },
    lastTimestamp: '2026-01-01T00:10:00Z',
  });
  sources.put(POD_EVENTS, started);
  expect(Object.keys((await snapshotOf(live, HELLO)).events ?? {})).toEqual(['uid-started']);
  sources.delete(SUMMARY.service, 'default/hello');
  expect((await snapshotOf(live, HELLO)).events ?? {}).toEqual({});
  sources.put(SUMMARY.service, knativeService());
  expect(Object.keys((await snapshotOf(live, HELLO)).events ?? {})).toEqual(['uid-started']);
});

/** What is left of hello-00002, which could not pull its image: it is not ready, its pods are gone, one Warning remains. */
function failedUnseen() {
  const given = condition('Ready', 'False', 'ProgressDeadlineExceeded', 'Initial scale was never achieved');
  const warning = coreEvent({
    metadata: metadata('backoff'),
    involvedObject: { kind: 'Pod', name: 'hello-00002-deployment-x-1', uid: 'uid-gone' },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off pulling image "example.com/hello:2"',
    firstTimestamp: '2026-01-01T00:10:00Z',
    lastTimestamp: '2026-01-01T00:10:00Z',
  });
  return {
    service: knativeService({ latest: 2, latestReady: 1, ready: given }),
    revision: revision({ generation: 2, ready: given }),
    warning,
  };
}

const UNKNOWN = 'did not become ready in time; the cause is no longer known because its pods are gone';
const WARNINGS = 'events@default?involvedObject.kind=Pod,type=Warning';

async function headline(live: Live): Promise<string | undefined> {
  return (await snapshotOf(live, 'services')).services?.['default/hello']?.headline;
}

/** A Service that failed unseen, with a list of its namespace's Warnings that has not arrived yet. */
function whileWarningsAreListed() {
  const { live, sources } = helloFixture();
  const left = failedUnseen();
  sources.put(WARNINGS, left.warning);
  sources.stateOf.set(WARNINGS, { phase: 'listing', synced: false });
  sources.put(SUMMARY.service, left.service);
  sources.put(SUMMARY.revision, left.revision);
  return { live, sources, left };
}

test('an opened Service shows a failure from its Events that this server did not see, and so does the overview', async () => {
  const { live, sources } = helloFixture();
  const left = failedUnseen();
  sources.put(SUMMARY.service, left.service);
  sources.put(SUMMARY.revision, left.revision);
  sources.put(POD_EVENTS, left.warning);
  expect(await headline(live)).toContain(UNKNOWN);
  await snapshotOf(live, HELLO);
  expect(await headline(live)).toContain('hello-00002 cannot pull its image');
});

test('the overview reads a namespace’s Warnings once to explain failures that were not seen', async () => {
  const { live, sources, left } = whileWarningsAreListed();
  expect(await headline(live)).toContain(UNKNOWN);
  expect(sources.openIds()).toContain(WARNINGS);
  sources.setState(WARNINGS, { phase: 'live', synced: true });
  expect(await headline(live)).toContain('hello-00002 cannot pull its image');
  expect(sources.openIds()).not.toContain(WARNINGS);
  const first = sources.get(WARNINGS);
  sources.put(SUMMARY.revision, left.revision);
  await headline(live);
  expect(sources.get(WARNINGS)).toBe(first);
});

test('a Warning from before the revision was created, or of another one, does not explain its failure', async () => {
  const { live, sources } = helloFixture();
  const left = failedUnseen();
  const before = { firstTimestamp: '2025-12-31T00:00:00Z', lastTimestamp: '2025-12-31T00:00:00Z' };
  const other = { involvedObject: { kind: 'Pod', name: 'hello-00003-deployment-x-1', uid: 'uid-other' } };
  sources.put(WARNINGS, { ...left.warning, ...before });
  sources.put(WARNINGS, { ...left.warning, ...other, metadata: metadata('other') });
  sources.put(SUMMARY.service, left.service);
  sources.put(SUMMARY.revision, left.revision);
  await headline(live);
  expect(await headline(live)).toContain(UNKNOWN);
});

test('nothing stays open when Events may not be read, or Sluice stops while reading them', async () => {
  const { live, sources } = helloFixture();
  const left = failedUnseen();
  sources.stateOf.set(WARNINGS, { phase: 'forbidden', synced: false });
  sources.put(SUMMARY.service, left.service);
  sources.put(SUMMARY.revision, left.revision);
  expect(await headline(live)).toContain(UNKNOWN);
  expect(sources.openIds()).not.toContain(WARNINGS);
  const later = { ...left.revision, metadata: { ...left.revision.metadata, uid: 'uid-later' } };
  sources.stateOf.set(WARNINGS, { phase: 'listing', synced: false });
  sources.put(SUMMARY.revision, later);
  await headline(live);
  expect(sources.openIds()).toContain(WARNINGS);
  await live.stop();
  expect(sources.openIds()).toEqual([]);
});

test('a Service that is deleted while its failures are looked up leaves nothing behind', async () => {
  const { live, sources, left } = whileWarningsAreListed();
  await headline(live);
  sources.delete(SUMMARY.service, 'default/hello');
  await headline(live);
  sources.setState(WARNINGS, { phase: 'live', synced: true });
  sources.delete(WARNINGS, 'default/backoff');
  // The next Service with that name has a revision with the same uid here: only a memory of the previous one could explain why it failed.
  sources.put(SUMMARY.service, left.service);
  expect(await headline(live)).toContain(UNKNOWN);
});
