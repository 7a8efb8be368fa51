import { expect, test } from 'vitest';
import { rolloutOf } from '#lib/view/rollout-of.ts';
import { kIngress, knativeService } from '#tests/builders.ts';

const service = knativeService();

/** A KIngress whose rollout has brought a revision to `percent`. */
function at(percent: number, revisionName = 'hello-00002') {
  const revisions = [
    { revisionName: 'hello-00001', percent: 100 - percent },
    { revisionName, percent },
  ];
  const rollout = {
    configurations: [{ configurationName: 'hello', percent: 100, revisions, stepParams: {} }],
  };
  return kIngress(service, { 'hello-00001': 100 - percent, [revisionName]: percent }, { rollout });
}

const without = kIngress(service, { 'hello-00001': 100 });

test.each([
  ['where the gateways confirmed it, not where it was requested', at(30), at(20), 20],
  ['at 0 % until they confirm the first step', at(1), without, 0],
  ['on its way until they confirm the end', without, at(99), 99],
  ['where it was requested, when what they confirmed was not seen', at(30), undefined, 30],
])('a gradual rollout is %s', (_where, asked, confirmed, percent) => {
  expect(rolloutOf({ kIngress: asked, confirmedIngress: confirmed })).toMatchObject({
    revisionName: 'hello-00002',
    percent,
  });
});

test('no rollout runs when none was requested and none was confirmed', () => {
  expect(rolloutOf({ kIngress: without, confirmedIngress: without })).toBeNull();
  expect(rolloutOf({ kIngress: undefined, confirmedIngress: undefined })).toBeNull();
});

test('a replaced rollout is shown while the gateways still route it', () => {
  expect(rolloutOf({ kIngress: at(1, 'hello-00003'), confirmedIngress: at(40) })).toMatchObject({
    revisionName: 'hello-00002',
    percent: 40,
  });
});
