import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import { collectionPath, objectPath } from '#lib/kubernetes/resource.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { agrees } from '#tests/cluster/support/agreement.ts';
import { becomes, KINDS, SOON, Stage, steady } from '#tests/cluster/support/stage.ts';

const NAMES = ['alpha', 'beta', 'gamma'] as const;
const TOPICS: readonly Topic[] = [
  'services',
  'service/default/alpha',
  'service/default/beta',
  'service/default/gamma',
];
describe.each(KINDS)('the stream of the %s cluster', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(kind);
  });
  afterAll(() => stage?.stop());

  it('the browser’s state equals a fresh list after every step in a Service’s life', async () => {
    const browser = stage.sluice.open(...TOPICS);
    const visitor = stage.sluice.open(...TOPICS);
    for (const name of NAMES) await stage.create(name);
    for (const name of NAMES) await steady(browser, `default/${name}`);
    visitor.close();
    await stage.release('alpha', 'second');
    await stage.patch('beta', {
      metadata: { labels: { team: 'blue' }, annotations: { note: 'seen' } },
    });
    await becomes(browser, 'default/alpha', { latestPercent: 100, latestReady: 'alpha-00002' });
    visitor.reopen();
    await stage.shift(browser, 'default/alpha', [
      { revisionName: 'alpha-00001', percent: 30, tag: 'old' },
      { latestRevision: true, percent: 70, tag: 'new' },
    ]);
    await stage.delete('beta');
    await stage.patch('gamma', {
      metadata: { labels: { 'networking.knative.dev/visibility': 'cluster-local' } },
    });
    await becomes(browser, 'default/gamma', { visibility: 'cluster-local' });
    visitor.close();
    await becomes(browser, 'default/alpha', { state: 'split', tags: ['old', 'new'] });
    await stage.shift(browser, 'default/alpha', [{ revisionName: 'alpha-00001', percent: 100 }]);
    await expect.poll(() => browser.row('default/beta'), SOON).toBeUndefined();
    await stage.create('beta', { env: 'reborn' });
    await becomes(browser, 'default/beta', { state: 'steady', labels: {} });
    visitor.reopen();
    // A browser that was connected all the time, one that was away now and then, and a server that has just started.
    await agrees(stage.cluster.kubeconfig(), TOPICS, browser, visitor);
    const { items } = await stage.cluster.api<{ items: KnativeService[] }>(
      'GET',
      collectionPath(KNATIVE.service),
    );
    expect(
      browser
        .values('services', 'services')
        .map(({ uid }) => uid)
        .sort(),
    ).toEqual(items.map(({ metadata }) => metadata.uid).sort());
    const { resourceVersion } = await stage
      .get<KnativeService>(KNATIVE.service, 'alpha')
      .then(({ metadata }) => metadata);
    expect(browser.head('default/alpha')).toMatchObject({ resourceVersion });
  });

  it('a killed pod is replaced, and the browser shows both', async () => {
    const browser = stage.open('killed');
    await stage.create('killed');
    await steady(browser, 'default/killed');
    const [before] = browser.values('service/default/killed', 'pods');
    await stage.cluster.api('DELETE', objectPath(KUBERNETES.pod, 'default', before?.name ?? ''));
    await expect
      .poll(() => browser.values('service/default/killed', 'pods'), SOON)
      .toMatchObject([{ phase: 'ready', name: expect.not.stringMatching(`^${before?.name ?? ''}$`) }]);
    const phases = browser
      .history('service/default/killed', 'pods', before?.name ?? '')
      .map((pod) => pod?.phase ?? 'gone');
    expect(phases.slice(-2)).toEqual(['terminating', 'gone']);
  });

  it('every address in the browser is the Route’s', async () => {
    const browser = stage.open('address');
    await stage.create('address', { traffic: [{ latestRevision: true, percent: 100, tag: 'now' }] });
    await steady(browser, 'default/address');
    const { status } = await stage.get<KnativeService>(KNATIVE.service, 'address');
    expect(status?.url).toBe('http://address.default.example.com');
    expect(browser.row('default/address')?.url).toBe(status?.url);
    expect(browser.head('default/address')?.routed[0]?.url).toBe(status?.traffic?.[0]?.url);
  });
});
