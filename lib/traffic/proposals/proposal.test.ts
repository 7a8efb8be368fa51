import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  nearestProposal,
  type OwnChange,
  outdatedWords,
  pinnedEdit,
  rollBackProposal,
  sendAllProposal,
  undoProposal,
} from '#lib/traffic/proposals/proposal.ts';
import { rollBackOffers } from '#lib/traffic/proposals/roll-back.ts';
import { sharesText } from '#lib/traffic/split-words.ts';

const latest = (percent: number): TrafficTarget => ({ latestRevision: true, percent });
const to = (revisionName: string, percent: number): TrafficTarget => ({
  latestRevision: false,
  revisionName,
  percent,
});
const undo = (
  change: Omit<OwnChange, 'kind' | 'generation'>,
  traffic: readonly TrafficTarget[],
  latestReady: string,
) => undoProposal({ kind: 'edit', generation: 2, ...change }, { traffic, latestReady }, 'hello');

describe('undoProposal', () => {
  const before = [latest(60), to('hello-00001', 40)];
  const after = [to('hello-00001', 100)];

  it('reverts the user’s own change byte for byte', () => {
    expect(undo({ before, after, latestReady: 'hello-00002' }, after, 'hello-00002')?.lists).toMatchObject([
      { targets: before },
    ]);
  });

  it('is not offered once the traffic differs', () => {
    expect(undo({ before, after, latestReady: 'hello-00002' }, [latest(100)], 'hello-00002')).toBeNull();
  });

  it('first pins the revision that @latest resolved to when a deploy has moved it since', () => {
    const proposal = undo({ before, after, latestReady: 'hello-00002' }, after, 'hello-00003');
    expect(proposal?.lists.map(({ targets }) => targets)).toEqual([
      [to('hello-00002', 60), to('hello-00001', 40)],
      before,
    ]);
    expect(proposal?.lists[0]?.text).toBe(
      '@latest meant hello-00002 then and means hello-00003 now, so hello-00002 is pinned: a later deploy gets no traffic until a target follows @latest again.',
    );
    expect(proposal?.lists[1]?.text).toContain('It sends 00001 40 % · 00003 60 % now');
  });
});

describe('rollBackProposal', () => {
  it('names the revisions and percents that it restores, and both revisions of @latest', () => {
    const now = [to('hello-00001', 90), latest(10)];
    const present = {
      traffic: now,
      latestReady: 'hello-00002',
      revisions: ['hello-00001', 'hello-00002'].map((name) => ({
        name,
        ready: 'True' as const,
        routedPercent: 10,
      })),
    };
    const split = {
      id: '1',
      generation: 1,
      traffic: [latest(100)],
      latestReady: 'hello-00001',
      served: { 'hello-00001': 100 },
      seenAt: '',
      by: null,
      manager: null,
      gap: false,
    };
    const { first } = rollBackOffers([split], present);
    const proposal = first === null ? null : rollBackProposal(first, present, 'hello');
    expect(proposal?.title).toBe('Roll back to 00001 100 %');
    expect(proposal?.lists.map(({ title, targets }) => [title, targets])).toEqual([
      ['What served then: 00001 100 %', [to('hello-00001', 100)]],
      ['The list as it was written: 100 % @latest', [latest(100)]],
    ]);
    expect(proposal?.lists[0]?.text).toMatch(/^@latest meant hello-00001 then and means hello-00002 now/);
  });
});

it('nearestProposal names what served, why that cannot be restored, and that this is a different split', () => {
  const split = {
    id: '1',
    generation: 1,
    traffic: [],
    latestReady: null,
    served: null,
    seenAt: '',
    by: null,
    manager: null,
    gap: false,
  };
  const { title, lists } = nearestProposal(
    {
      split,
      shares: { 'hello-00001': 100 },
      formerShares: { 'hello-00001': 90, 'hello-00002': 10 },
      reason: 'hello-00002 no longer exists',
      targets: [to('hello-00001', 100)],
      moved: null,
      lostTags: ['canary'],
      literal: null,
    },
    'hello',
  );
  expect(title).toBe('Roll back to the nearest split: 00001 100 %');
  expect(lists.map(({ text }) => text)).toEqual([
    '00001 90 % · 00002 10 % served then and cannot be restored: hello-00002 no longer exists. Its share goes to the others in proportion. The resulting split has never been seen serving. Current tags stay where they are. Drops the tag canary: the revision no longer exists.',
  ]);
});

describe('pinnedEdit', () => {
  const edit = [latest(60), to('hello-00002', 30), to('hello-00001', 10)];

  it('keeps the meaning of an edit from its start when a deploy has moved @latest since', () => {
    expect(pinnedEdit(edit, { before: 'hello-00002', now: 'hello-00003' })).toEqual({
      revisionName: 'hello-00002',
      targets: [to('hello-00002', 90), to('hello-00001', 10)],
    });
  });

  it.each([
    ['@latest means the same', edit, 'hello-00003'],
    ['nothing was ready then', edit, null],
    ['no share follows @latest', [latest(0), to('hello-00001', 100)], 'hello-00002'],
  ])('is not offered when %s', (_, targets, before) => {
    expect(pinnedEdit(targets, { before, now: 'hello-00003' })).toBeNull();
  });
});

describe('sharesText', () => {
  it('follows the order of the gate, unknown revisions last, and sums up many', () => {
    const shares = { 'a-00001': 60, 'a-00002': 20, 'a-00003': 10, 'a-00004': 5, gone: 5 };
    const order = ['a-00004', 'a-00003', 'a-00002', 'a-00001'];
    expect(sharesText(shares, 'a', order)).toBe('00004 5 % · 00003 10 % · 00002 20 % · 2 more 65 %');
    expect(sharesText({ 'a-00001': 90, 'a-00002': 10 }, 'a', order)).toBe('00002 10 % · 00001 90 %');
  });
});

describe('outdatedWords', () => {
  const moved = { before: 'hello-00002', now: 'hello-00003' };
  const undone = undo(
    {
      before: [latest(60), to('hello-00001', 40)],
      after: [to('hello-00001', 100)],
      latestReady: 'hello-00002',
    },
    [to('hello-00001', 100)],
    'hello-00002',
  );
  const toLatest = sendAllProposal('@latest', [latest(100)], 'hello-00002');
  const toRevision = sendAllProposal('hello-00001', [to('hello-00001', 100)], 'hello-00002');

  it('blocks a proposal made for another @latest: its list would not route what it describes', () => {
    for (const proposal of [undone, toLatest]) {
      expect(proposal && outdatedWords(proposal, moved)).toBe(
        '@latest meant hello-00002 when this was offered and means hello-00003 now, so this review is out of date. Cancel and choose again.',
      );
    }
  });

  it('allows a proposal that does not depend on @latest, and any while @latest is unchanged', () => {
    expect(outdatedWords(toRevision, moved)).toBeNull();
    expect(outdatedWords(toLatest, { before: 'hello-00002', now: 'hello-00002' })).toBeNull();
  });
});
