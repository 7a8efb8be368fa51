import { expect, test } from 'vitest';
import { keyValues } from '#lib/view/key-values.ts';

test('hides variables in a copy of the manifest that a tool keeps in an annotation', () => {
  const copy = JSON.stringify({ env: [{ name: 'DSN', value: 'hunter2' }] });
  expect(keyValues({ 'tool.example/original': copy, team: 'shop' })).toEqual([
    'team=shop',
    'tool.example/original={"env":[{"name":"DSN","value":"[secret]"}]}',
  ]);
});
