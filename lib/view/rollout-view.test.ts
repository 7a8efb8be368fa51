import { describe, expect, test } from 'vitest';
import { parseRollout } from '#lib/knative/rollout-annotation.ts';
import { rolloutView } from '#lib/view/rollout-view.ts';

describe('the annotation of a gradual rollout', () => {
  const text =
    '{"configurations":[{"configurationName":"hello","percent":100,"revisions":[{"revisionName":"hello-00001","percent":82},{"revisionName":"hello-00002","percent":18}],"stepParams":{"starttime":1700000000123456789,"nextStepTime":1700000003000000001,"stepDuration":3000000000,"stepSize":3}},{"configurationName":"hello","tag":"next","percent":100,"revisions":[{"revisionName":"hello-00002","percent":100}],"stepParams":{}}]}';

  const waiting =
    '{"configurations":[{"configurationName":"hello","percent":100,"revisions":[{"revisionName":"a","percent":99},{"revisionName":"b","percent":1}],"stepParams":{"starttime":1700000000123456789}}]}';
  const done =
    '{"configurations":[{"configurationName":"hello","percent":100,"revisions":[{"revisionName":"a","percent":100}],"stepParams":{}}]}';

  test.each([
    undefined,
    'not json',
    '[]',
    '{"configurations":[{}]}',
    '{"configurations":[{"configurationName":"a","percent":101,"stepParams":{}}]}',
    '{"configurations":[{"configurationName":"a","percent":100,"revisions":[{"revisionName":"b","percent":99}],"stepParams":{}}]}',
  ])('is discarded when it is %s', (annotation) => {
    expect(parseRollout(annotation)).toBeUndefined();
    expect(rolloutView(annotation)).toBeNull();
  });

  test('becomes a view with its next step and its end', () => {
    expect(rolloutView(text)).toEqual({
      revisionName: 'hello-00002',
      percent: 18,
      targetPercent: 100,
      stepSize: 3,
      nextStepAt: '2023-11-14T22:13:23.000Z',
      doneAt: '2023-11-14T22:14:44.000Z',
    });
  });

  test('becomes a waiting view while the network has not applied the first percent', () => {
    expect(rolloutView(waiting)).toEqual({
      revisionName: 'b',
      percent: 1,
      targetPercent: 100,
      stepSize: null,
      nextStepAt: null,
      doneAt: null,
    });
  });

  test('is not a view when nothing rolls out', () => {
    expect(rolloutView(done)).toBeNull();
  });
});
