import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHAVIOUR_ANNOTATION } from '#simulator/kubelet/pod-behaviour.ts';
import type { Browser } from '#tests/cluster/support/sluice.ts';
import { becomes, KINDS, SOON, Stage, steady } from '#tests/cluster/support/stage.ts';

const behaves = (how: string) => ({ [BEHAVIOUR_ANNOTATION]: how });
/** Knative checks the pods of a Deployment when the Deployment changes, so at its deadline at the latest. */
const DEADLINE = { 'serving.knative.dev/progress-deadline': '10s' };

describe.each(KINDS)('revisions that fail on the %s cluster', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(kind);
  });
  afterAll(() => stage?.stop());

  /** `status reason: message` of each condition of a revision, as shown in the browser. */
  const conditions = (browser: Browser, name: string, revision: string) =>
    Object.fromEntries(
      (browser.value(`service/default/${name}`, 'revisions', revision)?.conditions ?? []).map((one) => [
        one.type,
        `${one.status} ${one.reason}: ${one.message}`,
      ]),
    );
  const events = (browser: Browser, name: string) =>
    browser
      .values(`service/default/${name}`, 'events')
      .map(({ type, reason, object }) => `${type} ${reason} ${object.split('/')[0]}`);

  it('a crash is reported with its exit code, first by the pod and then by the conditions', async () => {
    const browser = stage.open('crash');
    await stage.create('crash', { templateAnnotations: { ...behaves('crash=3'), ...DEADLINE } });
    await becomes(browser, 'default/crash', {
      state: 'failing',
      headline: 'crash-00001 crashes with exit code 3; nothing is routed',
    });
    await expect
      .poll(() => conditions(browser, 'crash', 'crash-00001')['ContainerHealthy'], SOON)
      .toMatch(/^False ExitCode3: Container failed with: /);
    await becomes(browser, 'default/crash', {
      headline: 'crash-00001 crashes with exit code 3; nothing is routed',
    });
    await expect
      .poll(() => browser.values('service/default/crash', 'pods'), SOON)
      .toMatchObject([{ phase: 'failed', reason: 'CrashLoopBackOff (exit code 3)' }]);
    await expect.poll(() => events(browser, 'crash'), SOON).toContain('Warning BackOff Pod');
  });

  it('an image that cannot be pulled is reported before and after the deadline', async () => {
    const headline = 'pull-00001 cannot pull its image; nothing is routed';
    const browser = stage.open('pull');
    const templateAnnotations = { ...behaves('image-pull-error'), ...DEADLINE };
    await stage.create('pull', { image: 'example.com/private:v1', templateAnnotations });
    await becomes(browser, 'default/pull', { state: 'failing', headline });
    expect(conditions(browser, 'pull', 'pull-00001')['Ready']).toMatch(/^Unknown /);
    await expect
      .poll(() => conditions(browser, 'pull', 'pull-00001')['ResourcesAvailable'], SOON)
      .toMatch(/^False (ErrImagePull|ImagePullBackOff): /);
    await becomes(browser, 'default/pull', { state: 'failing', headline });
    expect(events(browser, 'pull')).toEqual(
      expect.arrayContaining(['Normal Pulling Pod', 'Warning Failed Pod', 'Normal BackOff Pod']),
    );
  });

  it('a tag that is in no registry is reported by the condition, since there is no pod', async () => {
    const browser = stage.open('absent');
    await stage.create('absent', {
      image: 'ikubernetes/helloworld-go:missing',
      templateAnnotations: behaves('image-missing'),
    });
    await becomes(browser, 'default/absent', {
      state: 'failing',
      headline: 'absent-00001 cannot pull its image; nothing is routed',
    });
    await expect
      .poll(() => conditions(browser, 'absent', 'absent-00001')['ContainerHealthy'], SOON)
      .toMatch(
        /^False ContainerMissing: Unable to fetch image "ikubernetes\/helloworld-go:missing": failed to resolve image to digest: /,
      );
    expect(browser.values('service/default/absent', 'pods')).toEqual([]);
  });

  it('a pod that cannot be scheduled is reported with the scheduler’s reason', async () => {
    const browser = stage.open('nowhere');
    await stage.create('nowhere', { templateAnnotations: behaves('unschedulable') });
    await becomes(browser, 'default/nowhere', {
      state: 'failing',
      headline: 'nowhere-00001 finds no node to run on; nothing is routed',
    });
    await expect
      .poll(() => conditions(browser, 'nowhere', 'nowhere-00001')['ResourcesAvailable'], SOON)
      .toMatch(/^False Unschedulable: 0\/3 nodes are available/);
    await expect.poll(() => events(browser, 'nowhere'), SOON).toContain('Warning FailedScheduling Pod');
  });

  it('a revision that is slow to start is in progress, not failing', async () => {
    const browser = stage.open('slow');
    await stage.create('slow', { templateAnnotations: behaves('slow-start=6s') });
    await steady(browser, 'default/slow');
    const states = browser.history('services', 'services', 'default/slow').map((row) => row?.state);
    expect([...new Set(states)]).toEqual(['progressing', 'steady']);
  });

  it('a failed generation leaves the traffic where it is, and the next one fixes it', async () => {
    const key = 'default/serving';
    const browser = stage.open('serving');
    await stage.create('serving');
    await steady(browser, key);
    await stage.release('serving', 'bad', { ...behaves('crash=1'), ...DEADLINE });
    await becomes(browser, key, {
      state: 'changeFailed',
      headline: 'serving-00002 crashes with exit code 1; traffic is unaffected',
      latestReady: 'serving-00001',
      latestCreated: 'serving-00002',
      latestPercent: 100,
    });
    await expect
      .poll(() => browser.head(key)?.conditions.find(({ type }) => type === 'Ready')?.reason, SOON)
      .toBe('RevisionFailed');
    expect(browser.row(key)?.routed).toMatchObject([{ revisionName: 'serving-00001', percent: 100 }]);
    await stage.release('serving', 'good', { [BEHAVIOUR_ANNOTATION]: null });
    await becomes(browser, key, {
      state: 'steady',
      latestReady: 'serving-00003',
      routed: [expect.objectContaining({ revisionName: 'serving-00003', percent: 100 })],
    });
    const shares = browser.history('services', 'services', key).map((row) => row?.routed ?? []);
    expect(shares.flat().map(({ revisionName }) => revisionName)).not.toContain('serving-00002');
  });
});
