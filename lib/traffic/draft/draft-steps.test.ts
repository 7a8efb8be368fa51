import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  beginDraft,
  currentDraft,
  type DraftAction,
  draftTraffic,
  isDone,
  reduceDraft,
} from '#lib/traffic/draft/draft.ts';
import { toShares } from '#lib/traffic/gesture.ts';

const base: TrafficTarget[] = [
  { latestRevision: true, percent: 10, tag: 'canary' },
  { revisionName: 'a-2', percent: 80 },
  { revisionName: 'a-1', percent: 10 },
];
const order = ['@latest', 'a-3', 'a-2', 'a-1'];
const source = { uid: 'u', traffic: base, latestReady: 'a-3', templateHash: 't' };
const play = (...actions: DraftAction[]) => actions.reduce(reduceDraft, beginDraft(source));
const share = (key: string, percent: number, gesture = 's'): DraftAction => ({
  type: 'setShare',
  gesture,
  key,
  percent,
  order,
});
const type = (key: string, percent: number): DraftAction => ({
  type: 'typeShare',
  gesture: `type ${key}`,
  key,
  percent,
  order,
});
const replace = (targets: TrafficTarget[]): DraftAction => ({
  type: 'edit',
  edit: { type: 'replace', targets },
});
const lock: DraftAction = { type: 'toggleLock', key: 'a-1' };
const undo: DraftAction = { type: 'undo' };
const splitOf = (...actions: DraftAction[]) => toShares(draftTraffic(play(...actions)));

describe('a gesture ends', () => {
  const tag: DraftAction = { type: 'edit', edit: { type: 'addTag', tag: 'stable', row: 'a-2' } };

  it('with another edit, which the same slider does not undo when it moves on', () => {
    const draft = play(share('@latest', 20), tag, share('@latest', 30));
    expect(draft.past).toHaveLength(4);
    expect(draftTraffic(draft)).toContainEqual(expect.objectContaining({ tag: 'stable' }));
  });

  it('with a lock: what the slider does after it is another step', () => {
    expect(play(share('@latest', 20), lock, share('@latest', 30)).past).toHaveLength(3);
  });

  it('with an undo: the slider goes on from what is restored', () => {
    const steps = [share('@latest', 20, 'a'), share('a-2', 10, 'b'), undo, undo, share('a-2', 10, 'b')];
    expect(splitOf(...steps)).toEqual(splitOf(share('a-2', 10, 'b')));
  });

  it('with an even split: another one is another step', () => {
    const draft = play({ type: 'evenly', keys: ['@latest', 'a-2'] }, { type: 'evenly', keys: order });
    expect(draft.past).toHaveLength(3);
    expect(toShares(draftTraffic(reduceDraft(draft, undo)))).toEqual({ '@latest': 45, 'a-2': 45, 'a-1': 10 });
  });
});

describe('a lock', () => {
  it('is removed by the same key that sets it', () => {
    expect([play(lock).locked, play(lock, lock).locked]).toEqual([['a-1'], []]);
  });

  it('holds its row in an even split of the others', () => {
    expect(splitOf({ type: 'toggleLock', key: 'a-2' }, { type: 'evenly', keys: order })).toMatchObject({
      'a-2': 80,
    });
  });
});

describe('a typed percent', () => {
  it('no longer holds its row once it is undone', () => {
    expect(splitOf(type('a-2', 60), undo, type('@latest', 15))).toEqual(splitOf(type('@latest', 15)));
  });

  it('is honored even if a row that was typed before has to yield', () => {
    const draft = play(type('a-2', 60), type('@latest', 50));
    expect([toShares(draftTraffic(draft))['@latest'], draft.refusal]).toEqual([50, null]);
  });
});

describe('an edit', () => {
  it('that cannot be carried out changes nothing and says why', () => {
    const draft = play({ type: 'edit', edit: { type: 'addTag', tag: 'canary', row: 'a-2' } });
    expect([draftTraffic(draft), draft.past.length]).toEqual([base, 1]);
    expect(draft.refusal).toContain('canary');
  });

  it('that changes nothing is not a step, and keeps what can be redone', () => {
    const undone = play(share('@latest', 20), undo);
    expect(reduceDraft(undone, replace([...base]))).toMatchObject({ past: [base], future: undone.future });
  });

  it('starts from everything to @latest when the Service has an empty list', () => {
    const draft = beginDraft({ ...source, traffic: [] });
    expect(toShares(draftTraffic(draft))).toEqual({ '@latest': 100 });
  });
});

describe('a destination that does not exist', () => {
  const from = (traffic: TrafficTarget[]) => beginDraft({ ...source, traffic });
  const preset = (percent: number): DraftAction => ({
    type: 'setShare',
    order: ['@latest', 'gone'],
    key: '@latest',
    percent,
    gesture: 'preset',
    gone: ['gone'],
  });

  it('stays while it has a share', () => {
    const draft = from([
      { revisionName: 'gone', percent: 90 },
      { latestRevision: true, percent: 10 },
    ]);
    expect(toShares(draftTraffic(reduceDraft(draft, preset(50))))).toEqual({ '@latest': 50, gone: 50 });
  });

  it('leaves in a step that can be undone, even when no share moves', () => {
    const traffic = [
      { latestRevision: true, percent: 100 },
      { revisionName: 'gone', percent: 0, tag: 'old' },
    ];
    const draft = reduceDraft(from(traffic), preset(100));
    expect(draft.past).toEqual([traffic, [{ latestRevision: true, percent: 100 }]]);
  });
});

describe('the draft to continue with', () => {
  const explicit = base.map((target) => ({ latestRevision: false, ...target }));

  it('follows the latest ready revision until something is edited', () => {
    const kept = play(lock);
    expect(currentDraft(kept, { ...source, latestReady: 'a-4' })).toMatchObject({
      latestReady: 'a-4',
      locked: ['a-1'],
    });
  });

  it('is done when the cluster holds the list with its defaults written out', () => {
    const edited = play(share('@latest', 20));
    const written = draftTraffic(edited).map((target) => ({ latestRevision: false, ...target }));
    expect(isDone(edited, { ...source, traffic: written })).toBe(true);
  });

  it('is not done before anybody has written, even when it only writes the list in other words', () => {
    expect(isDone(play(replace(explicit)), source)).toBe(false);
  });
});
