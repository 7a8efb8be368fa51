import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABEL } from '#lib/knative/labels.ts';
import { INGRESS_IMPLEMENTATION, KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { distinct } from '#tests/cluster/support/sluice.ts';
import { becomes, KINDS, SOON, Stage, steady } from '#tests/cluster/support/stage.ts';

const LOAD = 'simulator.sluice.dev/load';
/** The objects of an ingress implementation; the real control plane has none. */
const INGRESS_KINDS = new Set<string>(Object.values(INGRESS_IMPLEMENTATION).map(({ kind }) => kind));
const WINDOW = { 'autoscaling.knative.dev/window': '6s' };

describe.each(KINDS)('the life of a Service on the %s cluster', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(kind);
  });
  afterAll(() => stage?.stop());

  it('a gradual rollout is shown step by step and never steps back', async () => {
    const key = 'default/gradual';
    const browser = stage.open('gradual');
    const annotations = { 'serving.knative.dev/rollout-duration': '12s' };
    await stage.create('gradual', { annotations });
    await steady(browser, key);
    await stage.release('gradual', 'second');
    await becomes(browser, key, { state: 'rollingOut' });
    await becomes(browser, key, { state: 'steady', latestReady: 'gradual-00002', latestPercent: 100 });
    const rows = browser.history('services', 'services', key);
    const rolling = rows.filter((row) => row?.state === 'rollingOut');
    const steps = distinct(rolling.map((row) => row?.rollout?.percent ?? -1));
    // At 0 until the gateways confirm the first step, which may be immediately.
    expect(steps.filter((percent) => percent > 0)[0]).toBe(1);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    for (const row of rolling) {
      expect(row?.rollout).toMatchObject({ revisionName: 'gradual-00002', targetPercent: 100 });
      expect(row?.routed.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
      // The Service learns of its new revision separately from its Route, and perhaps a moment later.
      const percent = row?.rollout?.percent ?? 0;
      expect(row?.latestPercent).toBe(row?.latestReady === 'gradual-00002' ? percent : 100 - percent);
    }
    const after = rows.slice(rows.lastIndexOf(rolling.at(-1) ?? null) + 1);
    expect(new Set(after.map((row) => row?.latestPercent))).toEqual(new Set([100]));
  });

  it('a Service without requests scales to zero, is shown as such, and scales up under load', async () => {
    const key = 'default/idle';
    const browser = stage.open('idle');
    await stage.configure('config-autoscaler', { 'scale-to-zero-grace-period': '6s' });
    await stage.create('idle', { annotations: { [LOAD]: '0' }, templateAnnotations: WINDOW });
    await becomes(browser, key, { state: 'steady', pods: { ready: 1, desired: 1 } });
    await becomes(browser, key, { state: 'steady', pods: { ready: 0, desired: 0 } });
    await expect
      .poll(() => browser.value(`service/${key}`, 'revisions', 'idle-00001'), SOON)
      .toMatchObject({ scaledToZeroSince: expect.any(String), replicas: { desired: 0 }, ready: 'True' });
    await expect.poll(() => browser.values(`service/${key}`, 'pods'), SOON).toEqual([]);
    await stage.patch('idle', { metadata: { annotations: { [LOAD]: '5' } } });
    await becomes(browser, key, { state: 'steady', pods: { ready: 1, desired: 1 } });
    await expect
      .poll(() => browser.value(`service/${key}`, 'revisions', 'idle-00001')?.scaledToZeroSince, SOON)
      .toBeNull();
    await stage.configure('config-autoscaler', { 'scale-to-zero-grace-period': null });
  });

  it('load adds pods, and they go away when the load ends', async () => {
    const key = 'default/busy';
    const browser = stage.open('busy');
    const templateAnnotations = { ...WINDOW, 'autoscaling.knative.dev/target': '10' };
    await stage.create('busy', { annotations: { [LOAD]: '1' }, templateAnnotations });
    await becomes(browser, key, { state: 'steady', pods: { ready: 1, desired: 1 } });
    await stage.patch('busy', { metadata: { annotations: { [LOAD]: '28' } } });
    // The container's target is 70 % of its limit: 28 / 7.
    await becomes(browser, key, { pods: { ready: 4, desired: 4 } });
    expect(browser.values(`service/${key}`, 'pods')).toHaveLength(4);
    await stage.patch('busy', { metadata: { annotations: { [LOAD]: '1' } } });
    await becomes(browser, key, { pods: { ready: 1, desired: 1 } }, { ...SOON, timeout: 90_000 });
  });

  it('revisions deleted by config-gc disappear from the browser, and routed ones stay', async () => {
    const key = 'default/collected';
    const browser = stage.open('collected');
    const revisions = () => browser.values(`service/${key}`, 'revisions').map(({ name }) => name);
    await stage.create('collected');
    await steady(browser, key);
    for (const [index, value] of ['second', 'third', 'fourth'].entries()) {
      await stage.release('collected', value);
      await becomes(browser, key, {
        state: 'steady',
        latestReady: `collected-0000${index + 2}`,
        latestPercent: 100,
      });
    }
    expect(revisions().sort()).toEqual([1, 2, 3, 4].map((number) => `collected-0000${number}`));
    await stage.shift(browser, key, [
      { latestRevision: true, percent: 100 },
      { revisionName: 'collected-00001', tag: 'kept' },
    ]);
    await becomes(browser, key, { tags: ['kept'] });
    await stage.configure('config-gc', {
      'retain-since-create-time': 'disabled',
      'retain-since-last-active-time': 'disabled',
      'min-non-active-revisions': '0',
      'max-non-active-revisions': '0',
    });
    // A garbage collection runs when something of the Configuration changes.
    await stage.release('collected', 'fifth');
    await expect.poll(() => revisions().sort(), SOON).toEqual(['collected-00001', 'collected-00005']);
    expect(browser.row(key)).toMatchObject({ state: 'steady', latestPercent: 100, tags: ['kept'] });
    await stage.configure('config-gc', {
      'retain-since-create-time': null,
      'retain-since-last-active-time': null,
      'min-non-active-revisions': null,
      'max-non-active-revisions': null,
    });
  });

  it('deleting a Service deletes everything below it and removes it from every screen', async () => {
    const key = 'default/gone';
    const browser = stage.open('gone');
    await stage.create('gone');
    await steady(browser, key);
    const children = () =>
      browser
        .values(`service/${key}`, 'nodes')
        .map(({ kind }) => kind)
        .filter((kind) => !INGRESS_KINDS.has(kind));
    await expect
      .poll(() => new Set(children()), SOON)
      .toEqual(
        new Set([
          'Service',
          'Configuration',
          'Revision',
          'Deployment',
          'ReplicaSet',
          'Pod',
          'PodAutoscaler',
          'Metric',
          'ServerlessService',
          'Image',
          'Route',
          'Ingress',
          'Endpoints',
          'EndpointSlice',
        ]),
      );
    await stage.delete('gone');
    await expect.poll(() => browser.row(key), SOON).toBeUndefined();
    await expect
      .poll(
        () =>
          (['head', 'revisions', 'pods', 'nodes', 'splits', 'samples'] as const).flatMap((collection) =>
            browser.values(`service/${key}`, collection),
          ),
        SOON,
      )
      .toEqual([]);
    const types = [
      KNATIVE.configuration,
      KNATIVE.revision,
      KNATIVE.route,
      KNATIVE.kIngress,
      KNATIVE.podAutoscaler,
      KNATIVE.serverlessService,
      KNATIVE.metric,
      KNATIVE.image,
      KUBERNETES.deployment,
      KUBERNETES.replicaSet,
      KUBERNETES.pod,
      KUBERNETES.service,
      KUBERNETES.endpoints,
      KUBERNETES.endpointSlice,
    ];
    for (const type of types) {
      await expect.poll(() => stage.labelled(type, `${LABEL.service}=gone`), SOON).toEqual([]);
    }
  });
});
