import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  beginDraft,
  currentDraft,
  type DraftAction,
  type DraftSource,
  draftTraffic,
  isChanged,
  isDone,
  reduceDraft,
} from '#lib/traffic/draft/draft.ts';
import { decodeDraft, encodeDraft } from '#lib/traffic/draft/stored-draft.ts';
import { toShares } from '#lib/traffic/gesture.ts';
import { totalPercent } from '#lib/traffic/target.ts';

const base: TrafficTarget[] = [
  { latestRevision: true, percent: 10, tag: 'canary' },
  { latestRevision: false, revisionName: 'a-2', percent: 80 },
  { latestRevision: false, revisionName: 'a-1', percent: 10 },
];
const order = ['@latest', 'a-3', 'a-2', 'a-1'];
const begin = () => beginDraft({ uid: 'u', traffic: base, latestReady: 'a-3', templateHash: 't' });
const play = (...actions: DraftAction[]) => actions.reduce(reduceDraft, begin());
const share = (key: string, percent: number, gesture = 's'): DraftAction => ({
  type: 'setShare',
  gesture,
  key,
  percent,
  order,
});

describe('currentDraft', () => {
  const source = (traffic: TrafficTarget[], more: Partial<DraftSource> = {}): DraftSource => ({
    uid: 'u',
    traffic,
    latestReady: 'a-3',
    templateHash: 't',
    ...more,
  });
  const edited = play({ type: 'toggleLock', key: 'a-1' }, share('@latest', 20));
  const elsewhere: TrafficTarget[] = [{ latestRevision: true, percent: 100 }];

  it('keeps an edit whatever traffic the cluster has', () => {
    expect(currentDraft(edited, source(base))).toBe(edited);
    expect(currentDraft(edited, source(elsewhere, { latestReady: 'a-4', templateHash: 'x' }))).toBe(edited);
  });

  it('drops an edit once the cluster has its list, as after a lost response; locks stay', () => {
    const written = draftTraffic(edited).map(({ latestRevision, ...target }) => ({
      latestRevision: latestRevision ?? false,
      ...target,
    }));
    expect(isDone(edited, source(written))).toBe(true);
    const next = currentDraft(edited, source(written));
    expect(isChanged(next)).toBe(false);
    expect(next).toMatchObject({ base: written, locked: ['a-1'] });
  });

  it('does not report an edit that returns to its start as applied: it is no longer an edit, and follows the live traffic', () => {
    const back = reduceDraft(edited, { type: 'undo' });
    expect(isDone(back, source(base))).toBe(false);
    expect(currentDraft(back, source(base))).toBe(back);
    expect(currentDraft(back, source(elsewhere))).toMatchObject({ past: [elsewhere], locked: ['a-1'] });
  });

  it('starts over for a Service that was recreated', () => {
    expect(currentDraft(edited, source(base, { uid: 'other' }))).toMatchObject({ uid: 'other', locked: [] });
  });
});

describe('reduceDraft', () => {
  it('restores the others when one gesture goes to 100 and back', () => {
    const draft = play(share('@latest', 100), share('@latest', 10));
    expect(draftTraffic(draft)).toEqual(base);
    expect(isChanged(draft)).toBe(false);
  });

  it('undoes a whole gesture in one step and redoes it in one step', () => {
    const moved = play(share('@latest', 20), share('@latest', 50), { type: 'endGesture' });
    const undone = reduceDraft(moved, { type: 'undo' });
    expect(draftTraffic(undone)).toEqual(base);
    expect(draftTraffic(reduceDraft(undone, { type: 'redo' }))).toEqual(draftTraffic(moved));
  });

  it('redoes steps in the order in which they were made, until another step is made', () => {
    const made = [share('@latest', 20), share('@latest', 50), share('@latest', 80)].reduce(
      (drafts, action) => [
        ...drafts,
        [action, { type: 'endGesture' as const }].reduce(reduceDraft, drafts.at(-1) ?? begin()),
      ],
      [begin()],
    );
    const steps = made.map((draft) => toShares(draftTraffic(draft))['@latest']);
    expect(steps).toEqual([10, 20, 50, 80]);
    let draft = made.at(-1) ?? begin();
    for (const step of steps.slice(0, -1).reverse()) {
      draft = reduceDraft(draft, { type: 'undo' });
      expect(toShares(draftTraffic(draft))['@latest']).toBe(step);
    }
    for (const step of steps.slice(1)) {
      draft = reduceDraft(draft, { type: 'redo' });
      expect(toShares(draftTraffic(draft))['@latest']).toBe(step);
    }
    expect(reduceDraft(draft, { type: 'redo' })).toBe(draft);
    const other = reduceDraft(reduceDraft(draft, { type: 'undo' }), share('a-1', 40, 'other'));
    expect(reduceDraft(other, { type: 'redo' })).toBe(other);
  });

  it('keeps the last 200 steps and the first one, to which discarding returns', () => {
    let draft = begin();
    for (let step = 0; step < 300; step += 1)
      draft = reduceDraft(draft, share('@latest', step % 100, `step ${step}`));
    expect(draft.past).toHaveLength(200);
    let undone = draft;
    for (let step = 0; step < 198; step += 1) undone = reduceDraft(undone, { type: 'undo' });
    expect(toShares(draftTraffic(undone))['@latest']).toBe(1);
    expect(draftTraffic(reduceDraft(undone, { type: 'undo' }))).toEqual(base);
  });

  it('starts a new gesture from where the last one ended', () => {
    const draft = play(share('@latest', 100), { type: 'endGesture' }, share('@latest', 10));
    expect(toShares(draftTraffic(draft))).toEqual({ '@latest': 10, 'a-3': 90 });
  });

  it('moves percent only between the two neighbors of a divider', () => {
    const draft = play({ type: 'moveDivider', gesture: 'd', left: '@latest', right: 'a-2', leftPercent: 25 });
    expect(toShares(draftTraffic(draft))).toEqual({ '@latest': 25, 'a-2': 65, 'a-1': 10 });
  });

  it('explains why a gesture cannot move anything, and keeps the traffic', () => {
    const draft = play(
      { type: 'toggleLock', key: 'a-2' },
      { type: 'moveDivider', gesture: 'd', left: '@latest', right: 'a-2', leftPercent: 15 },
    );
    expect(draft.refusal).toBe('a-2 is locked.');
    expect(draftTraffic(draft)).toEqual(base);
  });

  const type = (key: string, percent: number, gesture = `type ${key}`): DraftAction => ({
    type: 'typeShare',
    gesture,
    key,
    percent,
    order,
  });

  it('ends with the typed split when several rows are typed one after another', () => {
    const digits = (key: string, percent: number) =>
      Array.from(String(percent)).map((_, index, all) => type(key, Number(all.slice(0, index + 1).join(''))));
    for (const split of [
      { '@latest': 50, 'a-2': 30, 'a-1': 20 },
      { 'a-1': 20, '@latest': 50, 'a-2': 30 },
      { 'a-2': 1, 'a-1': 1, '@latest': 98 },
    ]) {
      const draft = play(
        ...Object.entries(split).flatMap(([key, percent]) => [
          ...digits(key, percent),
          { type: 'endGesture' as const },
        ]),
      );
      expect(toShares(draftTraffic(draft))).toEqual(split);
    }
  });

  it('changes the row that was typed first when no other row can change', () => {
    const draft = play(type('@latest', 50), type('a-2', 30), type('a-1', 20), type('a-2', 70));
    expect(toShares(draftTraffic(draft))).toEqual({ '@latest': 10, 'a-2': 70, 'a-1': 20 });
    expect(draft.refusal).toBeNull();
  });

  it('gives nothing to a row at 0 % because two others were typed', () => {
    const draft = play(share('a-1', 0), { type: 'endGesture' }, type('@latest', 50), type('a-2', 30));
    expect(toShares(draftTraffic(draft))).toEqual({ '@latest': 70, 'a-2': 30 });
    const whole = reduceDraft(draft, type('a-1', 20));
    expect(toShares(draftTraffic(whole))).toEqual({ '@latest': 50, 'a-2': 30, 'a-1': 20 });
  });

  it('a preset drops the remaining targets of a deleted revision in the same step', () => {
    const traffic = [
      { revisionName: 'gone', percent: 90, tag: 'stable' },
      { latestRevision: true, percent: 10 },
    ];
    const from = (targets: TrafficTarget[]) =>
      beginDraft({ uid: 'u', traffic: targets, latestReady: 'a-3', templateHash: 't' });
    const preset = (percent: number): DraftAction => ({
      type: 'setShare',
      order: ['@latest', 'gone'],
      key: '@latest',
      percent,
      gesture: 'preset',
      gone: ['gone'],
    });
    const draft = reduceDraft(reduceDraft(from(traffic), preset(50)), preset(100));
    expect(draftTraffic(draft)).toEqual([{ latestRevision: true, percent: 100 }]);
    expect(draftTraffic(reduceDraft(draft, { type: 'undo' }))).toEqual(traffic);
    const stuck = from([
      { latestRevision: true, percent: 100 },
      { revisionName: 'gone', percent: 0, tag: 'old' },
    ]);
    expect(draftTraffic(reduceDraft(stuck, preset(100)))).toEqual([{ latestRevision: true, percent: 100 }]);
  });

  it('a slider changes typed percents like any others', () => {
    const draft = play(type('@latest', 50), share('a-1', 100), share('a-1', 50));
    expect(toShares(draftTraffic(draft))['@latest']).toBeLessThan(50);
    expect(draft.typed).toEqual([]);
  });

  it('reports when a lock leaves a row less than requested', () => {
    const draft = play({ type: 'toggleLock', key: 'a-2' }, type('a-1', 90));
    expect(toShares(draftTraffic(draft))['a-1']).toBe(20);
    expect(draft.refusal).toBe('a-1 gets 20 %, not 90 %: a-2 is locked.');
  });

  it('survives being stored', () => {
    const draft = play(share('a-1', 50), { type: 'endGesture' });
    expect(decodeDraft(encodeDraft(draft), 'u')).toEqual({ ...draft, typed: [] });
    expect(decodeDraft(encodeDraft(draft), 'another')).toBeNull();
    expect(decodeDraft('{', 'u')).toBeNull();
    expect(decodeDraft('{"version":1,"uid":"u","base":[{"percent":"5"}]}', 'u')).toBeNull();
  });

  it('sums to 100 after any actions, and undoing all of them returns to the base', () => {
    const key = fc.constantFrom(...order);
    const action: fc.Arbitrary<DraftAction> = fc.oneof(
      fc.record({
        type: fc.constantFrom('setShare' as const, 'typeShare' as const),
        gesture: fc.constantFrom('g1', 'g2'),
        key,
        percent: fc.integer({ min: -5, max: 120 }),
        order: fc.constant(order),
      }),
      fc.record({
        type: fc.constant('moveDivider' as const),
        gesture: fc.constantFrom('d1', 'd2'),
        left: key,
        right: key,
        leftPercent: fc.integer({ min: -20, max: 120 }),
      }),
      fc.record({ type: fc.constant('evenly' as const), keys: fc.subarray(order) }),
      fc.record({ type: fc.constant('toggleLock' as const), key }),
      fc.record({ type: fc.constantFrom('endGesture' as const, 'undo' as const, 'redo' as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        let draft = begin();
        for (const next of actions) {
          draft = reduceDraft(draft, next);
          expect(totalPercent(draftTraffic(draft))).toBe(100);
        }
        while (draft.past.length > 1) draft = reduceDraft(draft, { type: 'undo' });
        expect(draftTraffic(draft)).toEqual(base);
      }),
    );
  });
});
