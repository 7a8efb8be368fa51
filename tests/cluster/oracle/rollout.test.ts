import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_STEPS, type Rollout } from '#lib/knative/rollout.ts';
import { parseRollout } from '#lib/knative/rollout-annotation.ts';
import { advanceRollout } from '#simulator/knative/route/rollout-advance.ts';
import { writeRollout } from '#simulator/knative/route/rollout-annotation.ts';
import { observeReady } from '#simulator/knative/route/rollout-steps.ts';
import { agree } from './support/agreement.ts';
import { mostly, pick } from './support/arbitrary.ts';
import { KnativeOracle, type RollRequest } from './support/knative-oracle.ts';

let oracle: KnativeOracle;
beforeAll(async () => {
  oracle = await KnativeOracle.start();
});
afterAll(() => oracle.stop());

/** The targets' goal in one reconcile pass: the percent and the latest revision of each host's Configurations. */
const goals = fc.record({
  revision: fc.nat(4),
  percent: mostly(pick(100, 50, 37, 2, 1, 0), fc.nat(100)),
  tagged: fc.boolean(),
  second: fc.boolean(),
});
const looks = fc.array(
  fc.record({
    goal: goals,
    keep: fc.boolean(),
    becameReady: fc.boolean(),
    waitNanoseconds: fc.bigInt({ min: 0n, max: 60_000_000_000n }),
  }),
  { minLength: 1, maxLength: 20 },
);
const history = fc.record({
  start: fc.bigInt({ min: 1_600_000_000_000_000_000n, max: 1_900_000_000_000_000_000n }),
  durationSeconds: pick(120, 1, 12, 30, 600, 3600),
  looks,
});

function rolloutOf({
  revision,
  percent,
  tagged,
  second,
}: {
  revision: number;
  percent: number;
  tagged: boolean;
  second: boolean;
}): Rollout {
  const one = (configurationName: string, tag: string, share: number) => ({
    configurationName,
    tag,
    percent: share,
    revisions: [{ revisionName: `${configurationName}-${revision}`, percent: share }],
    stepParams: NO_STEPS,
  });
  const others = second ? [one('d', '', 100 - percent)] : [];
  return { configurations: [one('c', '', percent), ...others, ...(tagged ? [one('c', 't', 100)] : [])] };
}

/** The annotation and the time of the next step after one reconcile pass, as ours writes them. */
function look(
  goal: Rollout,
  { previous, now, becameReady, durationSeconds }: RollRequest,
): { rollout: string; nextStepTime: string } {
  const before = parseRollout(previous === '' ? undefined : previous);
  const observed =
    before !== undefined && becameReady ? observeReady(before, BigInt(now), durationSeconds) : before;
  const { rollout, nextStepTime } = advanceRollout(goal, observed, BigInt(now));
  return { rollout: writeRollout(rollout), nextStepTime: String(nextStepTime) };
}

test('a rollout takes the same steps at the same nanosecond', async () => {
  await agree('rollouts of up to 20 reconciles', history, 600, async ({ start, durationSeconds, looks }) => {
    let now = start;
    let previous = '';
    let goal = rolloutOf({ revision: 0, percent: 100, tagged: false, second: false });
    for (const { waitNanoseconds, becameReady, goal: next, keep } of looks) {
      now += waitNanoseconds;
      if (!keep) goal = rolloutOf(next);
      const request = {
        goal: JSON.parse(writeRollout(goal)),
        previous,
        now: String(now),
        becameReady,
        durationSeconds,
      };
      const theirs = await oracle.roll(request);
      // The one exception, see below.
      if (theirs.panic !== undefined) return;
      expect(look(goal, request)).toEqual(theirs);
      previous = theirs.rollout;
    }
  });
});

test('Knative panics when a smaller percent ends older revisions while a newer one starts; ours continues', async () => {
  // `stepConfig` in pkg/reconciler/route/traffic/rollout.go counts the revisions before it removes the ones without a share.
  const revisions = [
    { revisionName: 'c-1', percent: 40 },
    { revisionName: 'c-2', percent: 60 },
  ];
  const previous = JSON.stringify({
    configurations: [{ configurationName: 'c', percent: 100, revisions, stepParams: {} }],
  });
  const goal = rolloutOf({ revision: 3, percent: 50, tagged: false, second: false });
  const request = {
    goal: JSON.parse(writeRollout(goal)),
    previous,
    now: '1700000000000000000',
    becameReady: false,
    durationSeconds: 120,
  };
  expect((await oracle.roll(request)).panic).toMatch(/index out of range/);
  const { configurations } = JSON.parse(look(goal, request).rollout);
  expect(configurations[0].revisions).toEqual([
    { revisionName: 'c-2', percent: 49 },
    { revisionName: 'c-3', percent: 1 },
  ]);
});
