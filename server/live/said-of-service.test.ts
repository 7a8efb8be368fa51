import { describe, expect, test } from 'vitest';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import { ClusterClock } from '#server/kubernetes/cluster-clock.ts';
import type { Live } from '#server/live/live.ts';
import {
  CREATED,
  condition,
  kIngress,
  knativeService,
  pod,
  revision,
  route,
  waitingStatus,
} from '#tests/builders.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { SUMMARY } from '#tests/fake-source.ts';
import { HELLO, helloFixture, liveFixture, snapshotOf } from '#tests/live-fixture.ts';

describe('the findings for a Service', () => {
  const row = async (live: Live) => {
    const rows = (await snapshotOf(live, 'services')).services;
    const { state, headline, since, harm } = rows?.['default/hello'] ?? {};
    return { state, headline, since, harm: harm?.level };
  };
  const pulling = waitingStatus('ImagePullBackOff');

  test('name the cause of a failure after its pod is gone, until the revision is gone too', async () => {
    const { live, sources } = helloFixture();
    const starting = condition('Ready', 'Unknown', 'Deploying');
    sources.put(SUMMARY.service, knativeService({ latest: 2, latestReady: 1, ready: starting }));
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: starting, replicas: 1 }));
    sources.put(SUMMARY.pod, pod({ generation: 2, status: pulling }));
    expect((await row(live)).headline).toBe('hello-00002 cannot pull its image; traffic is unaffected');

    const given = condition('Ready', 'False', 'ProgressDeadlineExceeded', 'Initial scale was never achieved');
    sources.delete(SUMMARY.pod, 'default/hello-00002-deployment-a');
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: given }));
    expect((await row(live)).headline).toContain('hello-00002 cannot pull its image;');

    // The same name with another uid is another revision.
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: given, metadata: { uid: 'another' } }));
    expect((await row(live)).headline).toContain('hello-00002 did not become ready in time;');
  });

  test('change with time alone: a revision whose pods do not become ready fails after two minutes', async () => {
    const { live, sources, clock } = helloFixture();
    clock.advance(Date.parse(CREATED) - clock.now());
    const pending = { phase: 'Pending', conditions: [condition('Ready', 'False')] };
    sources.put(SUMMARY.pod, pod({ status: pending }));
    expect((await row(live)).state).toBe('steady');
    clock.advance(START_LIMIT_MS - 1);
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'unknown' });
    clock.advance(1);
    expect(await row(live)).toMatchObject({
      state: 'failing',
      headline: 'hello-00001 has no ready pod: every request fails',
      harm: 'hurting',
    });
  });

  test('use the cluster’s time: if Sluice’s own clock is ahead, no pod counts as late', async () => {
    const clock = new FakeClock();
    const clusterClock = new ClusterClock(clock);
    const { live, sources } = helloFixture({ clock, clusterClock });
    clock.advance(Date.parse(CREATED) + 10 * START_LIMIT_MS - clock.now());
    clusterClock.takeDate(new Date(CREATED).toUTCString());
    const pending = { phase: 'Pending', conditions: [condition('Ready', 'False')] };
    sources.put(SUMMARY.pod, pod({ status: pending }));
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'unknown' });
    clock.advance(START_LIMIT_MS);
    expect(await row(live)).toMatchObject({ state: 'failing', harm: 'hurting' });
  });

  test('use what is readable: without pods or Revisions the counts of the autoscaler, otherwise nothing', async () => {
    const { live, sources } = helloFixture();
    sources.get(SUMMARY.pod).store.replace([]);
    sources.get(SUMMARY.pod).set({ phase: 'forbidden', synced: false });
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'none' });
    sources.get(SUMMARY.revision).store.replace([]);
    expect(await row(live)).toMatchObject({ state: 'failing', harm: 'hurting' });
    sources.get(SUMMARY.revision).set({ phase: 'forbidden', synced: false });
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'none' });
    sources.get(SUMMARY.podAutoscaler).store.replace([]);
    sources.get(SUMMARY.podAutoscaler).set({ phase: 'forbidden', synced: false });
    expect(await row(live)).toMatchObject({
      state: 'degraded',
      headline: 'hello-00001 cannot be seen here: whether requests are answered is not known',
      harm: 'unknown',
    });
  });

  test('show the last split that the ingress confirmed while it applies a change, and the new one afterwards', async () => {
    const { live, sources } = helloFixture();
    const split = knativeService({
      latest: 2,
      traffic: [
        { revisionName: 'hello-00001', percent: 40 },
        { revisionName: 'hello-00002', percent: 60 },
      ],
    });
    const asked = kIngress(split, { 'hello-00001': 40, 'hello-00002': 60 });
    const withGeneration = (observedGeneration: number, ready: 'True' | 'Unknown') => ({
      ...asked,
      metadata: { ...asked.metadata, generation: 2 },
      status: { observedGeneration, conditions: [condition('Ready', ready)], publicLoadBalancer: {} },
    });
    const shares = async () => {
      const { routed } = (await snapshotOf(live, 'services')).services?.['default/hello'] ?? {};
      return routed?.map(({ revisionName, percent }) => [revisionName, percent]);
    };
    sources.put(SUMMARY.revision, revision({ generation: 2 }));
    sources.put(SUMMARY.service, split);
    sources.put(SUMMARY.route, route(split));
    for (const pending of [withGeneration(1, 'True'), withGeneration(2, 'Unknown')]) {
      sources.put(SUMMARY.kIngress, pending);
      expect([await shares(), (await row(live)).harm]).toEqual([[['hello-00001', 100]], 'unknown']);
    }
    sources.put(SUMMARY.kIngress, withGeneration(2, 'True'));
    expect(await shares()).toEqual([
      ['hello-00002', 60],
      ['hello-00001', 40],
    ]);
    // Another server has not seen the earlier state.
    const late = liveFixture();
    late.sources.put(SUMMARY.service, split);
    late.sources.put(SUMMARY.route, route(split));
    late.sources.put(SUMMARY.kIngress, withGeneration(2, 'Unknown'));
    expect((await snapshotOf(late.live, 'services')).services?.['default/hello']).toMatchObject({
      routed: [],
      harm: { causes: [{ words: 'the ingress is not ready; what it routes until then is not known' }] },
    });
  });

  test('report that nothing is routed once the Route or its KIngress is gone, and not while they cannot be read', async () => {
    const { live, sources } = helloFixture();
    sources.delete(SUMMARY.kIngress, 'default/hello');
    expect(await row(live)).toMatchObject({
      state: 'failing',
      headline: 'the Route has no KIngress: nothing is routed',
    });
    sources.delete(SUMMARY.route, 'default/hello');
    expect(await row(live)).toMatchObject({
      state: 'failing',
      headline: 'the Service has no Route: nothing is routed',
    });
    sources.get(SUMMARY.route).set({ phase: 'listing', synced: false });
    sources.get(SUMMARY.kIngress).set({ phase: 'forbidden', synced: false });
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'none' });
  });

  test.each([
    ['that Knative would generate for this Service', 'hello-00001'],
    ['of any kind', 'blue'],
  ])('distinguish a revision with a name %s that has lost its label from a deleted one', async (_, name) => {
    const { live, sources } = helloFixture();
    const service = knativeService({ traffic: [{ revisionName: name, percent: 100 }] });
    sources.put(SUMMARY.service, service);
    sources.put(SUMMARY.route, route(service));
    sources.put(SUMMARY.kIngress, kIngress(service, { [name]: 100 }));
    const { metadata, ...rest } = revision({ replicas: 1 });
    const unlabelled = { ...rest, metadata: { ...metadata, name, labels: {} } };
    if (name !== 'hello-00001') sources.delete(SUMMARY.revision, 'default/hello-00001');
    sources.delete(SUMMARY.pod, 'default/hello-00001-deployment-a');
    sources.put(SUMMARY.revision, unlabelled);
    const told = await snapshotOf(live, HELLO);
    expect(told.head?.head?.strangers[name]).toMatchObject({ ofService: null, state: 'serves', words: '' });
    expect(await row(live)).toMatchObject({ harm: 'none' });
    sources.delete(SUMMARY.revision, `default/${name}`);
    expect((await row(live)).headline).toBe(`${name} does not exist: every request fails`);
    sources.put(SUMMARY.revision, unlabelled);
    expect(await row(live)).toMatchObject({ harm: 'none' });
  });

  test('distinguish another Service’s revision in the traffic from a deleted one, and follow it', async () => {
    const { live, sources } = helloFixture();
    const traffic = [{ revisionName: 'other-00001', percent: 100 }];
    sources.put(SUMMARY.service, knativeService({ traffic }));
    sources.put(SUMMARY.route, route(knativeService({ traffic })));
    sources.put(SUMMARY.kIngress, kIngress(knativeService({ traffic }), { 'other-00001': 100 }));
    expect((await row(live)).headline).toBe('other-00001 does not exist: every request fails');
    sources.put(SUMMARY.revision, revision({ service: 'other' }));
    expect(await row(live)).toMatchObject({ state: 'pinnedBehind', harm: 'none' });
    sources.put(SUMMARY.pod, pod({ service: 'other', status: waitingStatus('CrashLoopBackOff', 1) }));
    sources.put(SUMMARY.revision, revision({ service: 'other', replicas: 1 }));
    expect((await row(live)).headline).toBe('other-00001 crashes with exit code 1: every request fails');
    const { head } = await snapshotOf(live, HELLO);
    expect(head?.head?.strangers['other-00001']).toMatchObject({ ofService: 'other', state: 'fails' });
    sources.delete(SUMMARY.revision, 'default/other-00001');
    expect((await row(live)).headline).toBe('other-00001 does not exist: every request fails');
  });
});
