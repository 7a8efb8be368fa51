import { expect, test } from 'vitest';
import type { Condition } from '#lib/kubernetes/object.ts';
import { toConditionView } from './condition-view.ts';

test.each<[Condition['status'], Condition['severity'], string]>([
  ['True', undefined, '++'],
  ['False', undefined, '!!'],
  ['False', '', '!!'],
  ['False', 'Warning', 'W'],
  ['False', 'Info', 'I'],
  ['False', 'Error', '!'],
  ['Unknown', undefined, '??'],
  ['Unknown', 'Info', '??'],
])('a condition is marked as kn does: %s %s is %s', (status, severity, mark) => {
  expect(toConditionView({ type: 'X', status, severity })).toEqual({
    type: 'X',
    status,
    mark,
    reason: '',
    message: '',
    since: null,
  });
});
