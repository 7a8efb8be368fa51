import { expect, test } from 'vitest';
import { trafficPatch } from '#lib/traffic/patch.ts';

test('trafficPatch tests the displayed traffic before it replaces it', () => {
  const base = [{ latestRevision: true, percent: 100 }];
  const next = [{ latestRevision: false, percent: 100, revisionName: 'a' }];
  expect(trafficPatch('u', base, next)).toEqual([
    { op: 'test', path: '/metadata/uid', value: 'u' },
    { op: 'test', path: '/spec/traffic', value: base },
    { op: 'replace', path: '/spec/traffic', value: next },
  ]);
});

test('trafficPatch adds a list when there is none', () => {
  const next = [{ latestRevision: true, percent: 100 }];
  expect(trafficPatch('u', null, next)).toEqual([
    { op: 'test', path: '/metadata/uid', value: 'u' },
    { op: 'add', path: '/spec/traffic', value: next },
  ]);
});

test('trafficPatch is empty when nothing changes', () => {
  expect(
    trafficPatch('u', [{ percent: 100, latestRevision: true }], [{ latestRevision: true, percent: 100 }]),
  ).toEqual([]);
});
