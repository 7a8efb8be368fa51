import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Topic } from '#lib/live/protocol.ts';
import { agrees } from '#tests/cluster/support/agreement.ts';
import type { Browser } from '#tests/cluster/support/sluice.ts';
import { becomes, KINDS, SOON, Stage, shown, steady } from '#tests/cluster/support/stage.ts';

const TOPICS: readonly Topic[] = ['services', 'service/default/kept'];
const KEPT = 'default/kept';
/** Guaranteed to users: a cluster that is not live is shown as such within this time. */
const NAMED = { timeout: 10_000, interval: 50 };

describe.each(KINDS)('faults of the %s cluster', (kind) => {
  let stage: Stage;
  let browser: Browser;

  beforeAll(async () => {
    stage = await Stage.start(kind);
    browser = stage.sluice.open('cluster', ...TOPICS);
    await stage.create('kept');
    await stage.cluster.ready('default', 'kept');
  });
  afterEach(async () => await stage.cluster.heal());
  afterAll(() => stage?.stop());

  const api = () => browser.value('cluster', 'cluster', 'cluster')?.api;
  const rows = () => [...browser.store.values('services', 'services').keys()].sort();
  const tagged = (name: string) => {
    const { summary, specTraffic } = shown(browser, KEPT);
    const traffic = [{ latestRevision: true, percent: 100, tag: name }];
    return { uid: summary.uid, base: specTraffic, traffic };
  };

  it('a frozen API server is reported within 10 s, writes require confirmation, and what it had received is applied after the thaw', async () => {
    await steady(browser, KEPT);
    await expect.poll(api, SOON).toBe('live');
    await stage.cluster.freeze();
    await expect.poll(api, NAMED).toBe('unresponsive');
    expect(browser.row(KEPT)).toMatchObject({ state: 'steady' });
    const refused = await stage.sluice.shift(KEPT, tagged('thawed'));
    expect(refused).toMatchObject({ status: 428, body: { error: { code: 'stale' } } });
    const confirmed = stage.sluice.shift(KEPT, { ...tagged('thawed'), confirmStale: true });
    await stage.cluster.thaw();
    expect(await confirmed).toMatchObject({ status: 200 });
    await expect.poll(api, SOON).toBe('live');
    await becomes(browser, KEPT, { state: 'steady', tags: ['thawed'] });
  });

  it.each([
    ['ended watches', ['endWatches']],
    ['reset connections', ['resetConnections']],
    ['a compaction', ['compact', 'endWatches']],
    ['all of them at once', ['compact', 'resetConnections', 'endWatches']],
  ] as const)('nothing is lost and no deleted object remains after %s', async (_what, faults) => {
    // Objects still being garbage-collected may hold an earlier name.
    const which = faults.join('-').toLowerCase();
    const [doomed, passing] = [`doomed-${which}`, `passing-${which}`];
    await stage.create(doomed);
    await becomes(browser, `default/${doomed}`, { state: 'steady' });
    await stage.patch('kept', { metadata: { labels: { after: 'before' } } });
    for (const fault of faults) await stage.cluster[fault]();
    await stage.delete(doomed);
    await stage.create(passing);
    await stage.patch('kept', { metadata: { labels: { after: faults.join('-') } } });
    for (const fault of faults) await stage.cluster[fault]();
    await stage.delete(passing);
    await becomes(browser, KEPT, { labels: { after: faults.join('-') } });
    await expect.poll(rows, SOON).toEqual([KEPT]);
    await agrees(stage.cluster.kubeconfig(), TOPICS, browser);
    await expect.poll(api, SOON).toBe('live');
  });

  it('a killed API server is reported within 10 s, its data stays on screen, and the view recovers when it returns', async () => {
    await stage.create('doomed');
    await becomes(browser, 'default/doomed', { state: 'steady' });
    await becomes(browser, KEPT, { state: 'steady' });
    await stage.cluster.kill();
    await expect.poll(api, NAMED).toBe('unreachable');
    expect(rows()).toEqual(['default/doomed', KEPT]);
    expect(await stage.sluice.shift(KEPT, tagged('never'))).toMatchObject({
      status: 428,
      body: { error: { code: 'stale' } },
    });
    expect(await stage.sluice.shift(KEPT, { ...tagged('never'), confirmStale: true })).toMatchObject({
      status: 503,
      body: { error: { code: 'unreachable' } },
    });
    await stage.cluster.restart();
    // Immediately, while the previous watches are not back yet.
    const { keepsDataOverRestart } = stage.cluster;
    if (keepsDataOverRestart) await stage.delete('doomed');
    await stage.create('newborn');
    await becomes(browser, 'default/newborn', { state: 'steady' });
    await expect
      .poll(rows, SOON)
      .toEqual(keepsDataOverRestart ? [KEPT, 'default/newborn'] : ['default/newborn']);
    await agrees(stage.cluster.kubeconfig(), keepsDataOverRestart ? TOPICS : ['services'], browser);
    await expect.poll(api, SOON).toBe('live');
  });
});
