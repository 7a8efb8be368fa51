import { expect, it } from 'vitest';
import { SYSTEM } from '#server/caller.ts';
import { liveFixture } from '#tests/live-fixture.ts';

it('a Service that was opened before the cluster said what it serves is watched in full once it has', async () => {
  const served = new Set<string>();
  const listeners = new Set<() => void>();
  const { live, sources } = liveFixture({
    hasKind: ({ kind }) => kind !== 'VirtualService' || served.has(kind),
    facts: {
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  const isWatched = () =>
    [...sources.byId.values()].some(({ spec, stopped }) => spec.type.kind === 'VirtualService' && !stopped);
  await live.snapshot('service/default/hello', SYSTEM);
  expect(isWatched()).toBe(false);
  served.add('VirtualService');
  for (const tell of listeners) tell();
  expect(isWatched()).toBe(true);
  await live.stop();
  expect(isWatched()).toBe(false);
});
