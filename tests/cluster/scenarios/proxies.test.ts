import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Relay } from '#tests/cluster/support/relay.ts';
import { type Browser, distinct, Sluice } from '#tests/cluster/support/sluice.ts';
import { becomes, KINDS, listed, Stage, steady } from '#tests/cluster/support/stage.ts';

const KEPT = 'default/kept';
/** Longer than the minimum lifetime after which the end of a watch is not a failure. */
const LIVED_MS = 6_000;
const ROUNDS = 4;
/** A dead watch that sends nothing is detected within this time. */
const FOUND = { timeout: 20_000, interval: 100 };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(KINDS)('proxies between Sluice and the %s cluster', (kind) => {
  let stage: Stage;
  let relay: Relay;
  let folder: string;
  let sluice: Sluice;
  let browser: Browser;

  beforeAll(async () => {
    stage = await Stage.start(kind);
    await stage.create('kept');
    await stage.cluster.ready('default', 'kept');
    const kubeconfig = await readFile(stage.cluster.kubeconfig(), 'utf8');
    const port = /server: "?https:\/\/127\.0\.0\.1:(\d+)/.exec(kubeconfig)?.[1];
    relay = await Relay.start(Number(port));
    folder = await mkdtemp(join(tmpdir(), 'sluice-relay-'));
    const file = join(folder, 'kubeconfig');
    await writeFile(file, kubeconfig.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${relay.port}`), {
      mode: 0o600,
    });
    sluice = Sluice.start(file);
    await listed(sluice);
    browser = sluice.open('cluster', 'services', `service/${KEPT}`);
  });
  afterAll(async () => {
    await sluice?.stop();
    relay?.close();
    await stage?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('connections that are reset after a while are not an outage, and nothing is lost', async () => {
    await steady(browser, KEPT);
    for (let round = 1; round <= ROUNDS; round++) {
      await pause(LIVED_MS);
      relay.resetConnections();
      await stage.patch('kept', { metadata: { labels: { round: String(round) } } });
      await becomes(browser, KEPT, { labels: { round: String(round) } });
    }
    const phases = browser
      .values('cluster', 'sources')
      .map(({ id }) => distinct(browser.history('cluster', 'sources', id).map((view) => view?.phase)));
    expect(phases.flat().filter((phase) => phase === 'reconnecting')).toEqual([]);
    const apis = browser.history('cluster', 'cluster', 'cluster').map((view) => view?.api);
    expect(apis.filter((api) => api !== 'live' && api !== 'connecting')).toEqual([]);
  });

  it('watches that go silent while requests are answered are found within 20 seconds', async () => {
    await pause(LIVED_MS);
    relay.mute(LIVED_MS - 500);
    await stage.patch('kept', { metadata: { labels: { round: 'muted' } } });
    await expect.poll(() => browser.row(KEPT)?.labels['round'], FOUND).toBe('muted');
    expect(browser.value('cluster', 'cluster', 'cluster')?.api).toBe('live');
  });
});
