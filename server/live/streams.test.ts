import { describe, expect, test } from 'vitest';
import type { Topic } from '#lib/live/protocol.ts';
import { MAX_OPENED_PER_CALLER } from '#server/live/detail-tier.ts';
import type { Live } from '#server/live/live.ts';
import { MAX_STREAMS_PER_CALLER } from '#server/live/streams.ts';
import { TooManyError } from '#server/live/too-many-error.ts';
import { knativeService } from '#tests/builders.ts';
import { SUMMARY } from '#tests/fake-source.ts';
import { HELLO, helloFixture, liveFixture } from '#tests/live-fixture.ts';

describe('streams', () => {
  const person = { kind: 'local', via: 'cookie' } as const;
  const script = { kind: 'local', via: 'bearer' } as const;
  const open = (
    live: Live,
    caller: typeof person | typeof script,
    topics: readonly Topic[] = ['services'],
  ) => {
    const abort = new AbortController();
    const wanted = topics.map((topic) => ({ topic, cursor: null }));
    live.openStream({ topics: wanted, caller, signal: abort.signal });
    return () => abort.abort();
  };

  test('a caller has a limited number, which does not block another caller', () => {
    const { live } = liveFixture();
    const close = Array.from({ length: MAX_STREAMS_PER_CALLER }, () => open(live, script));
    expect(() => open(live, script)).toThrow(TooManyError);
    expect(() => open(live, person)).not.toThrow();
    close[0]?.();
    expect(() => open(live, script)).not.toThrow();
  });

  test('a refused one leaves nothing open', async () => {
    const { live, sources, viewers } = liveFixture();
    const names = Array.from({ length: MAX_OPENED_PER_CALLER + 1 }, (_, n) => `s${n}`);
    for (const name of names) sources.put(SUMMARY.service, knativeService({ name }));
    const topics = names.map((name): Topic => `service/default/${name}`);
    expect(() => open(live, person, topics)).toThrow(TooManyError);
    expect(viewers).toEqual([]);
    expect(() => open(live, person, topics.slice(1))).not.toThrow();
    await live.stop();
  });

  test('a topic that is named several times counts once', () => {
    const { live } = helloFixture();
    const close = open(live, person, [HELLO, HELLO]);
    close();
    expect(live.watchedServices).toBe(1);
  });
});
