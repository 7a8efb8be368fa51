import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KNATIVE } from '#lib/knative/resources.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { becomes, KINDS, SOON, Stage, steady } from '#tests/cluster/support/stage.ts';

describe.each(KINDS)('harm on the %s cluster', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(kind);
  });
  afterAll(() => stage?.stop());

  it('after a revision with traffic is deleted, its share of requests fails until the target is removed', async () => {
    const key = 'default/gone';
    const browser = stage.open('gone');
    await stage.create('gone');
    await steady(browser, key);
    await stage.release('gone', 'next');
    await becomes(browser, key, { state: 'steady', latestReady: 'gone-00002', latestPercent: 100 });
    const split = [
      { revisionName: 'gone-00001', latestRevision: false, percent: 90 },
      { latestRevision: true, percent: 10 },
    ];
    await stage.shift(browser, key, split);
    await becomes(browser, key, { state: 'split', harm: expect.objectContaining({ level: 'none' }) });

    await stage.cluster.api('DELETE', objectPath(KNATIVE.revision, 'default', 'gone-00001'));
    await becomes(browser, key, {
      state: 'failing',
      headline: 'gone-00001 does not exist: 90\u202f% of requests fail',
      harm: expect.objectContaining({ level: 'hurting', failing: 90, doubtful: 0 }),
    });
    const headlines = browser.history('services', 'services', key).map((row) => row?.headline ?? '');
    expect(headlines.filter((it) => it.includes('gone-00001 does not exist; '))).toEqual([]);

    await stage.shift(browser, key, [{ latestRevision: true, percent: 100 }]);
    await becomes(browser, key, { state: 'steady', harm: expect.objectContaining({ level: 'none' }) });
  });

  it('a revision of another Service is identified as such, and routed traffic is still served', async () => {
    const key = 'default/borrower';
    const browser = stage.open('borrower');
    await stage.create('lender');
    await stage.create('borrower');
    await steady(browser, key);
    await becomes(browser, 'default/lender', { state: 'steady' });
    await stage.shift(browser, key, [
      { latestRevision: true, percent: 50 },
      { revisionName: 'lender-00001', latestRevision: false, percent: 50 },
    ]);
    await becomes(browser, key, {
      state: 'changeFailed',
      headline:
        'Revision "lender-00001" belongs to Service "lender", not Service "borrower"; traffic is unaffected',
      harm: expect.objectContaining({ level: 'none' }),
    });
    await expect
      .poll(() => browser.head(key)?.strangers, SOON)
      .toMatchObject({ 'lender-00001': { ofService: 'lender' } });
  });
});
