import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConfigurationRollout, NO_STEPS, type Rollout } from '#lib/knative/rollout.ts';
import { parseRollout } from '#lib/knative/rollout-annotation.ts';
import { advanceRollout } from '#simulator/knative/route/rollout-advance.ts';
import { writeRollout } from '#simulator/knative/route/rollout-annotation.ts';
import {
  changeTarget,
  isRolloutDone,
  observeReady,
  startRollout,
  stepRollout,
} from '#simulator/knative/route/rollout-steps.ts';

const START = 1_700_000_000_123_456_789n;
const seconds = (count: number) => BigInt(Math.round(count * 1e9));

function steady(revisionName: string, percent: number, tag = ''): ConfigurationRollout {
  return {
    configurationName: 'hello',
    tag,
    percent,
    revisions: [{ revisionName, percent }],
    stepParams: NO_STEPS,
  };
}
const goal = (...configurations: ConfigurationRollout[]): Rollout => ({ configurations });
const percents = (rollout: Rollout) => rollout.configurations[0]?.revisions.map(({ percent }) => percent);

/** Runs a rollout to completion as the Route controller does; the network takes `networkSeconds` for the first percent. */
function run(
  percent: number,
  durationSeconds: number,
  networkSeconds: number,
): { seconds: number; shares: number[] } {
  const target = goal(steady('hello-00002', percent));
  const ready = START + seconds(networkSeconds);
  const started = advanceRollout(target, goal(steady('hello-00001', percent)), START).rollout;
  let state = observeReady(started, ready, durationSeconds);
  let now = ready;
  const shares = [1];
  while (!isRolloutDone(state)) {
    const { rollout, nextStepTime } = advanceRollout(target, state, now);
    const moved = rollout.configurations[0]?.revisions.at(-1)?.percent ?? 0;
    if (moved !== shares.at(-1)) shares.push(moved);
    state = rollout;
    if (!isRolloutDone(state)) now = nextStepTime;
  }
  return { seconds: Number(now - ready) / 1e9, shares };
}

describe('a gradual rollout', () => {
  test('of 100 % in 120 s advances by 3 % every 3 s and is done after 99 s', () => {
    const { seconds: took, shares } = run(100, 120, 3);
    expect(took).toBeCloseTo(99, 3);
    expect(shares.slice(0, 4)).toEqual([1, 4, 7, 10]);
    expect(shares).toHaveLength(34);
  });

  test('of 50 % in 120 s takes 147 s, because a step is a whole percent', () => {
    expect(run(50, 120, 3).seconds).toBeCloseTo(147, 0);
  });

  test('of 55 % in 12 s goes 1, 19, 37, 55', () => {
    expect(run(55, 12, 3).shares).toEqual([1, 19, 37, 55]);
  });

  test('is one step when the network takes longer than its duration', () => {
    expect(run(100, 10, 30).shares).toEqual([1, 100]);
  });

  test('takes the first percent from the newest revision that has traffic', () => {
    const running: ConfigurationRollout = {
      ...steady('a', 100),
      revisions: [
        { revisionName: 'a', percent: 80 },
        { revisionName: 'b', percent: 20 },
      ],
    };
    expect(startRollout(running, 'c', START)).toMatchObject({
      revisions: [
        { revisionName: 'a', percent: 80 },
        { revisionName: 'b', percent: 19 },
        { revisionName: 'c', percent: 1 },
      ],
      stepParams: { startTime: START, nextStepTime: 0n, stepSize: 0 },
    });
  });

  test('drains the next newest revision first', () => {
    const running: ConfigurationRollout = {
      ...steady('a', 100),
      revisions: [
        { revisionName: 'a', percent: 85 },
        { revisionName: 'b', percent: 5 },
        { revisionName: 'c', percent: 10 },
      ],
      stepParams: { startTime: START, nextStepTime: START, stepDuration: 1n, stepSize: 10 },
    };
    expect(stepRollout(running, START).revisions).toEqual([
      { revisionName: 'a', percent: 80 },
      { revisionName: 'c', percent: 20 },
    ]);
    expect(stepRollout(running, START - 1n)).toBe(running);
  });

  test.each([
    [70, [40, 30]],
    [50, [40, 10]],
    [20, [10, 10]],
    [5, [5]],
    [0, []],
  ])('follows a target of %i %%', (percent, after) => {
    const running: ConfigurationRollout = {
      ...steady('a', 50),
      revisions: [
        { revisionName: 'a', percent: 40 },
        { revisionName: 'b', percent: 10 },
      ],
    };
    expect(changeTarget(running, percent).revisions.map((revision) => revision.percent)).toEqual(after);
  });

  test('does not start for a new tag or for one percent', () => {
    const before = goal(steady('a', 100));
    const withTag = goal(steady('b', 100), steady('b', 100, 'next'));
    const { rollout } = advanceRollout(withTag, before, START);
    expect(rollout.configurations.map(({ tag, revisions }) => [tag, revisions.length])).toEqual([
      ['', 2],
      ['next', 1],
    ]);
    expect(percents(advanceRollout(goal(steady('b', 1)), goal(steady('a', 1)), START).rollout)).toEqual([1]);
  });

  test('keeps its sum and ends at the newest revision, whatever its size and duration', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100 }),
        fc.integer({ min: 1, max: 3600 }),
        fc.integer({ min: 0, max: 60 }),
        (percent, duration, network) => {
          const { shares } = run(percent, duration, network);
          expect(shares.at(-1)).toBe(percent);
          expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
        },
      ),
    );
  });
});

describe('the annotation', () => {
  const text =
    '{"configurations":[{"configurationName":"hello","percent":100,"revisions":[{"revisionName":"hello-00001","percent":82},{"revisionName":"hello-00002","percent":18}],"stepParams":{"starttime":1700000000123456789,"nextStepTime":1700000003000000001,"stepDuration":3000000000,"stepSize":3}},{"configurationName":"hello","tag":"next","percent":100,"revisions":[{"revisionName":"hello-00002","percent":100}],"stepParams":{}}]}';

  test('is read and written without losing a nanosecond', () => {
    const rollout = parseRollout(text);
    expect(rollout?.configurations[0]?.stepParams.startTime).toBe(START);
    expect(rollout === undefined ? '' : writeRollout(rollout)).toBe(text);
  });

  test('omits empty members', () => {
    expect(writeRollout({ configurations: [] })).toBe('{}');
  });
});
