import { describe, expect, it } from 'vitest';
import { canaryRow, foldRows, type GateInput, toGateRows } from '#lib/traffic/gate/gate-rows.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';

function revision(name: string, generation: number, more: Partial<RevisionView> = {}): RevisionView {
  return {
    name,
    uid: name,
    generation,
    createdAt: '2026-01-01T00:00:00Z',
    colour: 0,
    image: 'i',
    imageDigest: null,
    userImage: null,
    port: null,
    env: [],
    envFrom: [],
    scale: { min: 0, max: null },
    scaling: { class: 'kpa', metric: 'concurrency', target: null },
    concurrency: { limit: null, window: null, targetUtilization: null },
    labels: [],
    annotations: [],
    containers: [],
    timeoutSeconds: null,
    conditions: [],
    ready: 'True',
    reason: '',
    routingState: null,
    replicas: { actual: null, desired: null },
    serving: { revisionName: name, state: 'serves', words: '', ofService: null },
    routedPercent: 0,
    tags: [],
    isLatestReady: false,
    isLatestCreated: false,
    creator: null,
    scaledToZeroSince: null,
    ...more,
  };
}

const traffic = [
  { revisionName: 'a-2', latestRevision: false, percent: 90 },
  { latestRevision: true, percent: 10, tag: 'canary' },
];
const input: GateInput = {
  draft: traffic,
  base: traffic,
  theirs: traffic,
  revisions: [revision('a-1', 1), revision('a-3', 3, { isLatestReady: true }), revision('a-2', 2)],
  routed: [
    { revisionName: 'a-2', percent: 90, tags: [], latest: false, colour: 1 },
    { revisionName: 'a-3', percent: 10, tags: ['canary'], latest: true, colour: 2 },
  ],
  latestReady: 'a-3',
};

describe('toGateRows', () => {
  it('lists @latest, then revisions from newest to oldest, whatever their percents', () => {
    expect(toGateRows(input).map((row) => [row.key, row.percent])).toEqual([
      ['@latest', 10],
      ['a-3', 0],
      ['a-2', 90],
      ['a-1', 0],
    ]);
  });

  it('shows the routed percent of a revision once: in its pinned row, otherwise in that of @latest', () => {
    expect(toGateRows(input).map((row) => row.routedPercent)).toEqual([10, null, 90, 0]);
    const pinned = [...traffic.slice(1), { revisionName: 'a-3', latestRevision: false, percent: 90 }];
    expect(
      toGateRows({ ...input, draft: pinned })
        .map((row) => row.routedPercent)
        .slice(0, 2),
    ).toEqual([null, 10]);
  });

  it('keeps a row for a destination whose revision does not exist', () => {
    const rows = toGateRows({
      ...input,
      draft: [{ revisionName: 'gone', latestRevision: false, percent: 100 }],
    });
    expect(rows.at(-1)).toMatchObject({ key: 'gone', revision: null, percent: 100 });
  });
});

it('folds many old revisions without percent or tag, and keeps those in use', () => {
  const revisions = Array.from({ length: 50 }, (_, index) => revision(`a-${index + 1}`, index + 1));
  const rows = toGateRows({ ...input, revisions });
  const { shown, folded } = foldRows(rows, new Set(['a-17']));
  expect(shown.map((row) => row.key)).toEqual(['@latest', 'a-17', 'a-2']);
  expect(shown.length + folded.length).toBe(rows.length);
});

it.each([
  [2, 0],
  [3, 3],
])('of %i idle rows folds %i: two are not worth a line that expands them', (quiet, expected) => {
  const revisions = Array.from({ length: quiet + 1 }, (_, index) => revision(`b-${index + 1}`, index + 1));
  const all = [{ latestRevision: true, percent: 100 }];
  const rows = toGateRows({
    ...input,
    draft: all,
    base: all,
    theirs: all,
    routed: [],
    revisions: [...revisions.slice(0, -1), { ...revisions[quiet], isLatestReady: true } as RevisionView],
  });
  const { shown, folded } = foldRows(rows, new Set());
  expect([folded.length, shown.length]).toEqual([expected, rows.length - expected]);
});

describe('canaryRow', () => {
  it('is the newest of the rows above 0 %', () => {
    expect(canaryRow(toGateRows(input))).toBe('@latest');
  });

  it('is the newest other ready revision when one row has all traffic', () => {
    const all = [{ revisionName: 'a-2', latestRevision: false, percent: 100 }];
    expect(canaryRow(toGateRows({ ...input, draft: all, base: all, theirs: all }))).toBe('a-3');
  });

  it('is an older revision only when it has a tag', () => {
    const all = [{ latestRevision: true, percent: 100 }];
    const whole = { ...input, draft: all, base: all, theirs: all };
    expect(canaryRow(toGateRows(whole))).toBeNull();
    const tagged = [...all, { revisionName: 'a-1', latestRevision: false, percent: 0, tag: 'next' }];
    expect(canaryRow(toGateRows({ ...whole, draft: tagged }))).toBe('a-1');
  });
});
