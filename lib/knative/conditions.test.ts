import { describe, expect, test } from 'vitest';
import { conditionsSummary, findCondition, readyReason, sortConditions } from '#lib/knative/conditions.ts';
import type { Condition } from '#lib/kubernetes/object.ts';

const conditions: Condition[] = [
  {
    type: 'Active',
    status: 'False',
    severity: 'Info',
    reason: 'NoTraffic',
    message: 'The target is not receiving traffic.',
  },
  { type: 'ResourcesAvailable', status: 'True' },
  { type: 'ContainerHealthy', status: 'True' },
  { type: 'Ready', status: 'True' },
];

describe('conditions', () => {
  test('are counted as kn does for a revision that is scaled to zero', () => {
    expect(conditionsSummary(conditions)).toBe('3 OK / 4');
    expect(conditionsSummary(undefined)).toBe('0 OK / 0');
  });

  test('are sorted Ready first, Info last', () => {
    expect(sortConditions(conditions).map(({ type }) => type)).toEqual([
      'Ready',
      'ContainerHealthy',
      'ResourcesAvailable',
      'Active',
    ]);
  });

  test.each<[Condition[], string]>([
    [
      [{ type: 'Ready', status: 'False', reason: 'RevisionFailed', message: 'it did' }],
      'RevisionFailed : it did',
    ],
    [[{ type: 'Ready', status: 'Unknown', reason: 'Deploying' }], 'Deploying'],
    [conditions, ''],
    [[], ''],
  ])('give the reason of an object that is not ready', (given, reason) => {
    expect(readyReason(given)).toBe(reason);
  });

  test('are found by type', () => {
    expect(findCondition(conditions, 'Active')?.reason).toBe('NoTraffic');
    expect(findCondition(undefined, 'Ready')).toBeUndefined();
  });
});
