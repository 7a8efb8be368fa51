import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KNATIVE } from '#lib/knative/resources.ts';
import type { KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import type { ShiftTrafficResult } from '#server/actions/shift-traffic.ts';
import { type Browser, topicOf } from '#tests/cluster/support/sluice.ts';
import { becomes, KINDS, SOON, Stage, shown, steady } from '#tests/cluster/support/stage.ts';

const HALVES = (name: string): TrafficTarget[] => [
  { revisionName: `${name}-00001`, percent: 50 },
  { latestRevision: true, percent: 50 },
];

describe.each(KINDS)('traffic on the %s cluster', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(kind);
  });
  afterAll(() => stage?.stop());

  /** Creates a Service with two revisions; the newer one gets all traffic. */
  async function twoRevisions(name: string): Promise<{ browser: Browser; key: string }> {
    const key = `default/${name}`;
    const browser = stage.open(name);
    await stage.create(name);
    await steady(browser, key);
    await stage.release(name, 'second');
    await becomes(browser, key, { state: 'steady', latestReady: `${name}-00002`, latestPercent: 100 });
    return { browser, key };
  }

  const routed = (browser: Browser, key: string) =>
    browser.row(key)?.routed.map(({ revisionName, percent, tags }) => ({ revisionName, percent, tags }));

  it('the Route applies the split that Sluice writes, and the browser shows it', async () => {
    const { browser, key } = await twoRevisions('split');
    await stage.shift(browser, key, HALVES('split'));
    await expect
      .poll(async () => (await stage.get<KnativeService>(KNATIVE.service, 'split')).status?.traffic, SOON)
      .toEqual([
        { revisionName: 'split-00001', percent: 50, latestRevision: false },
        { revisionName: 'split-00002', percent: 50, latestRevision: true },
      ]);
    await becomes(browser, key, {
      state: 'split',
      headline: 'split: split-00001 50\u202f%, split-00002 50\u202f%',
    });
    expect(routed(browser, key)).toEqual([
      { revisionName: 'split-00002', percent: 50, tags: [] },
      { revisionName: 'split-00001', percent: 50, tags: [] },
    ]);
    expect(shown(browser, key).summary.change).toMatchObject({ by: 'kubernetes-admin', manager: 'sluice' });
  });

  it('a tag gets its own address', async () => {
    const { browser, key } = await twoRevisions('tagged');
    await stage.shift(browser, key, [
      { latestRevision: true, percent: 100 },
      { revisionName: 'tagged-00001', tag: 'old' },
    ]);
    await expect
      .poll(() => browser.head(key)?.routed, SOON)
      .toContainEqual({
        revisionName: 'tagged-00001',
        latestRevision: false,
        percent: 0,
        tag: 'old',
        url: 'http://old-tagged.default.example.com',
      });
    expect(browser.row(key)?.tags).toEqual(['old']);
  });

  it('a rollback to an earlier split routes as that split did', async () => {
    const { browser, key } = await twoRevisions('back');
    const before = shown(browser, key).specTraffic;
    await stage.shift(browser, key, [{ revisionName: 'back-00001', percent: 100 }]);
    await becomes(browser, key, { state: 'pinnedBehind', headline: 'pinned behind back-00002' });
    const seen = browser.values(topicOf(key), 'splits');
    expect(seen.map(({ traffic }) => traffic)).toContainEqual(before ?? []);
    // The list was the same for both revisions; the traffic it led to was not.
    const served = seen.filter(({ traffic }) => traffic[0]?.latestRevision === true).map((it) => it.served);
    expect(served).toEqual([{ 'back-00001': 100 }, { 'back-00002': 100 }]);
    await stage.shift(browser, key, before ?? [{ latestRevision: true, percent: 100 }]);
    await becomes(browser, key, { state: 'steady', latestPercent: 100 });
  });

  it('a list that changed in the meantime is not overwritten', async () => {
    const { browser, key } = await twoRevisions('contested');
    const { summary, specTraffic } = shown(browser, key);
    const theirs = [{ revisionName: 'contested-00001', percent: 100 }];
    await stage.patch('contested', { spec: { traffic: theirs } });
    const change = { uid: summary.uid, base: specTraffic, traffic: HALVES('contested') };
    for (const query of ['?dryRun=true', '']) {
      const { status, body } = await stage.sluice.shift(key, change, query);
      expect(status).toBe(409);
      expect(body.error).toMatchObject({ code: 'conflict', uid: summary.uid, by: 'kubernetes-admin' });
      expect(body.error['theirs']).toEqual([
        { revisionName: 'contested-00001', percent: 100, latestRevision: false },
      ]);
    }
  });

  it('another Service with the same name is never written to', async () => {
    const { browser, key } = await twoRevisions('reborn');
    const { summary, specTraffic } = shown(browser, key);
    await stage.delete('reborn');
    await expect.poll(() => browser.head(key), SOON).toBeUndefined();
    const { metadata } = await stage.create('reborn');
    const change = { uid: summary.uid, base: specTraffic, traffic: HALVES('reborn') };
    const { status, body } = await stage.sluice.shift(key, change);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: 'conflict', uid: metadata.uid });
    await expect.poll(() => browser.head(key)?.summary.uid, SOON).toBe(metadata.uid);
  });

  it('the cluster judges a dry run, which leaves nothing behind', async () => {
    const { browser, key } = await twoRevisions('dry');
    const { summary, specTraffic } = shown(browser, key);
    const before = await stage.get<KnativeService>(KNATIVE.service, 'dry');
    const change = { uid: summary.uid, base: specTraffic, traffic: HALVES('dry') };
    const { status, body } = await stage.sluice.shift<ShiftTrafficResult>(key, change, '?dryRun=true');
    expect(status).toBe(200);
    // Knative's warnings about the template do not come from this change.
    const generation = (before.metadata.generation ?? 0) + 1;
    expect(body).toMatchObject({ changed: true, generation, warnings: [] });
    expect(body.traffic).toMatchObject(HALVES('dry'));
    expect(await stage.get(KNATIVE.service, 'dry')).toEqual(before);
  });

  it.each<[string, TrafficTarget[], string, string[]]>([
    [
      'a sum of 90',
      [{ latestRevision: true, percent: 90 }],
      'Traffic targets sum to 90, want 100',
      ['spec.traffic'],
    ],
    [
      'a tag twice',
      [
        { latestRevision: true, percent: 50, tag: 'a' },
        { revisionName: 'refused-00001', percent: 50, tag: 'a' },
      ],
      'Multiple definitions for "a"',
      ['spec.traffic[0].tag', 'spec.traffic[1].tag'],
    ],
    [
      '101 percent',
      [{ latestRevision: true, percent: 101 }],
      'expected 0 <= 101 <= 100',
      ['spec.traffic[0].percent'],
    ],
    [
      'a tag that is not a valid name',
      [{ latestRevision: true, percent: 100, tag: 'A_b' }],
      'invalid value: not a DNS 1035 label: [',
      ['spec.traffic.tag[0]'],
    ],
    [
      'a revision and @latest together',
      [{ latestRevision: true, revisionName: 'refused-00001', percent: 100 }],
      'may not set revisionName "refused-00001" when latestRevision is true',
      ['spec.traffic[0].latestRevision'],
    ],
    [
      'a Configuration',
      [{ configurationName: 'refused', percent: 100 }],
      'must not set the field(s)',
      ['spec.traffic[0].configurationName'],
    ],
  ])('%s is refused with the webhook’s message and field, with and without a dry run', async (_what, traffic, message, paths) => {
    const key = 'default/refused';
    const browser = stage.open('refused');
    if (!(await stage.has(KNATIVE.service, 'refused'))) await stage.create('refused');
    await steady(browser, key);
    const { summary, specTraffic } = shown(browser, key);
    const change = { uid: summary.uid, base: specTraffic, traffic };
    for (const query of ['?dryRun=true', '']) {
      const { status, body } = await stage.sluice.shift(key, change, query);
      expect(status).toBe(422);
      expect(body.error.code).toBe('invalid');
      expect(body.error.message).toContain(
        'admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: ',
      );
      expect(body.error.fields?.find((field) => field.message.startsWith(message))?.paths).toEqual(paths);
    }
    expect((await stage.get(KNATIVE.service, 'refused')).metadata.generation).toBe(1);
  });

  it('a revision that does not exist is admitted, and the Route’s complaint is shown', async () => {
    const { browser, key } = await twoRevisions('lost');
    await stage.shift(browser, key, [{ revisionName: 'lost-00009', percent: 100 }]);
    await becomes(browser, key, { state: 'changeFailed' });
    expect(browser.row(key)?.headline).toContain('lost-00009');
  });
});
