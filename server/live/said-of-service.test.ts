import { describe, expect, test } from 'vitest';
import { START_LIMIT_MS } from '#lib/view/limits.ts';
import { ClusterClock } from '#server/kubernetes/cluster-clock.ts';
import type { Live } from '#server/live/live.ts';
import { CREATED, condition, knativeService, pod, revision, route, waitingStatus } from '#tests/builders.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { SUMMARY } from '#tests/fake-source.ts';
import { HELLO, helloFixture, snapshotOf } from '#tests/live-fixture.ts';

describe('what is said of a Service', () => {
  const row = async (live: Live) => {
    const rows = (await snapshotOf(live, 'services')).services;
    const { state, headline, since, harm } = rows?.['default/hello'] ?? {};
    return { state, headline, since, harm: harm?.level };
  };
  const pulling = waitingStatus('ImagePullBackOff');

  test('names the cause of a failure after its pod is gone, until the revision is gone too', async () => {
    const { live, sources } = helloFixture();
    const starting = condition('Ready', 'Unknown', 'Deploying');
    sources.put(SUMMARY.service, knativeService({ latest: 2, latestReady: 1, ready: starting }));
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: starting, replicas: 1 }));
    sources.put(SUMMARY.pod, pod({ generation: 2, status: pulling }));
    expect((await row(live)).headline).toBe(
      'hello-00002 cannot pull its image; whether requests are answered is not known',
    );

    const given = condition('Ready', 'False', 'ProgressDeadlineExceeded', 'Initial scale was never achieved');
    sources.delete(SUMMARY.pod, 'default/hello-00002-deployment-a');
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: given }));
    expect((await row(live)).headline).toContain('hello-00002 cannot pull its image;');

    // The same name under another uid is another revision.
    sources.put(SUMMARY.revision, revision({ generation: 2, ready: given, metadata: { uid: 'another' } }));
    expect((await row(live)).headline).toContain('hello-00002 did not become ready in time;');
  });

  test('turns by time alone: a revision whose pods do not get ready fails after two minutes', async () => {
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

  test('is judged by the cluster’s time: a clock of Sluice’s own that is ahead makes no pod late', async () => {
    const clock = new FakeClock();
    const clusterClock = new ClusterClock(clock);
    const { live, sources } = helloFixture({ clock, clusterClock });
    clock.advance(Date.parse(CREATED) + 10 * START_LIMIT_MS - clock.now());
    clusterClock.heard(new Date(CREATED).toUTCString());
    const pending = { phase: 'Pending', conditions: [condition('Ready', 'False')] };
    sources.put(SUMMARY.pod, pod({ status: pending }));
    expect(await row(live)).toMatchObject({ state: 'steady', harm: 'unknown' });
    clock.advance(START_LIMIT_MS);
    expect(await row(live)).toMatchObject({ state: 'failing', harm: 'hurting' });
  });

  test('judges by what is readable: without pods by the counts of the autoscaler, without Revisions by that too, else not at all', async () => {
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

  test("knows another Service's revision that its traffic names from one that is gone, and follows it", async () => {
    const { live, sources } = helloFixture();
    const traffic = [{ revisionName: 'other-00001', percent: 100 }];
    sources.put(SUMMARY.service, knativeService({ traffic }));
    sources.put(SUMMARY.route, route(knativeService({ traffic })));
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
