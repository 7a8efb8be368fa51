import { describe, expect, it } from 'vitest';
import { keptValues } from '#lib/kept-values.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  currentDraft,
  type DraftAction,
  type DraftSource,
  draftTraffic,
  driftOf,
  isChanged,
  type TrafficDraft,
} from '#lib/traffic/draft/draft.ts';
import { ServiceDrafts } from '#lib/traffic/draft/service-drafts.ts';
import { toShares } from '#lib/traffic/gesture.ts';

const CLUSTER = 'here';
const to = (revisionName: string, percent: number): TrafficTarget => ({ revisionName, percent });
const before = [to('a-1', 90), to('a-2', 10)];
const offered = [to('a-1', 100)];
const theirs = [to('a-1', 70), to('a-2', 30)];
const live = (traffic: readonly TrafficTarget[] | null, templateHash = 't'): DraftSource => ({
  uid: 'u',
  traffic,
  latestReady: 'a-2',
  templateHash,
});
const send = (percent: number, gesture = `to ${percent}`): DraftAction => ({
  type: 'setShare',
  gesture,
  key: 'a-2',
  percent,
  order: ['a-1', 'a-2'],
});

function fixture() {
  const stores = { drafts: keptValues<TrafficDraft>(null), proposed: keptValues<TrafficDraft>(null) };
  const own = new ServiceDrafts(stores, CLUSTER, 'u');
  /** The list that the gate shows while the cluster holds `traffic`. */
  const shown = (traffic = before) => draftTraffic(currentDraft(own.shown(), live(traffic)));
  const edit = () => stores.drafts.get(CLUSTER, 'u');
  return { stores, own, shown, edit };
}

describe('the edit of a Service', () => {
  it('is stored with its first change, and not before', () => {
    const { own, shown } = fixture();
    own.dispatch({ type: 'endGesture' }, live(before));
    expect(own.shown()).toBeNull();
    own.dispatch(send(40), live(before));
    expect(shown()).toEqual([to('a-1', 60), to('a-2', 40)]);
  });

  it('continues from its own steps, whatever the cluster holds by then', () => {
    const { own, shown } = fixture();
    own.dispatch(send(40), live(before));
    own.dispatch(send(50), live(theirs));
    expect(shown(theirs)).toEqual([to('a-1', 50), to('a-2', 50)]);
    own.dispatch({ type: 'undo' }, live(theirs));
    expect(shown(theirs)).toEqual([to('a-1', 60), to('a-2', 40)]);
  });

  it('follows the cluster once it is discarded, and can be restored', () => {
    const { own, shown, edit } = fixture();
    own.dispatch(send(40), live(before));
    const discarded = own.discard(live(before));
    expect([edit(), shown(theirs)]).toEqual([null, theirs]);
    own.restore(discarded);
    expect(shown(theirs)).toEqual([to('a-1', 60), to('a-2', 40)]);
  });

  it('does not return after the cluster held it, when somebody changes the traffic again', () => {
    const { own, shown } = fixture();
    const done = [to('a-1', 60), to('a-2', 40)];
    own.dispatch(send(40), live(before));
    own.settle(live(done));
    expect(shown(theirs)).toEqual(theirs);
  });

  it('is kept while the cluster holds something else', () => {
    const { own, edit } = fixture();
    own.dispatch(send(40), live(before));
    const kept = edit();
    own.settle(live(theirs));
    expect(edit()).toBe(kept);
  });

  it('restarts from what the cluster holds, with the locks that it had', () => {
    const { own, edit } = fixture();
    own.dispatch({ type: 'toggleLock', key: 'a-1' }, live(before));
    own.rebase(offered, live(theirs));
    expect(edit()).toMatchObject({ base: theirs, past: [theirs, offered], locked: ['a-1'] });
  });

  it('belongs to one Service of one cluster', () => {
    const { stores, own } = fixture();
    own.dispatch(send(40), live(before));
    expect(new ServiceDrafts(stores, CLUSTER, 'other').shown()).toBeNull();
    expect(new ServiceDrafts(stores, 'elsewhere', 'u').shown()).toBeNull();
  });
});

describe('a proposal', () => {
  it('lies over the edit in progress, which is unchanged once it is withdrawn', () => {
    const { own, shown, edit } = fixture();
    own.dispatch(send(40), live(before));
    const kept = edit();
    own.propose(offered, live(before));
    expect(shown()).toEqual(offered);
    own.withdraw();
    expect(own.shown()).toBe(kept);
  });

  it('takes every gesture while it is in review', () => {
    const { own, shown, edit } = fixture();
    own.dispatch(send(40), live(before));
    const kept = edit();
    own.propose(offered, live(before));
    own.dispatch(send(5), live(before));
    expect([toShares(shown()), edit()]).toEqual([{ 'a-1': 95, 'a-2': 5 }, kept]);
  });

  it('is what a discard drops, not the edit beneath it', () => {
    const { own, edit } = fixture();
    own.dispatch(send(40), live(before));
    const kept = edit();
    own.propose(offered, live(before));
    expect(draftTraffic(own.discard(live(before)))).toEqual(offered);
    expect(own.shown()).toBe(kept);
  });

  it('becomes the edit in progress when it is adopted, and returns the edit that it replaced', () => {
    const { stores, own, shown, edit } = fixture();
    own.dispatch(send(40), live(before));
    const kept = edit();
    own.propose(offered, live(before));
    expect(own.adopt(live(before))).toBe(kept);
    expect([shown(), stores.proposed.get(CLUSTER, 'u')]).toEqual([offered, null]);
  });

  it.each<[string, DraftAction | null, readonly TrafficTarget[]]>([
    ['there was no edit', null, before],
    ['the edit changed nothing', { type: 'toggleLock', key: 'a-1' }, before],
    ['the cluster holds what the edit asked for', send(40), [to('a-1', 60), to('a-2', 40)]],
  ])('replaces nothing that could be restored when %s', (_, action, now) => {
    const { own } = fixture();
    if (action !== null) own.dispatch(action, live(before));
    own.propose(offered, live(before));
    expect(own.adopt(live(now))).toBeNull();
    expect(draftTraffic(own.shown() as TrafficDraft)).toEqual(offered);
  });

  it('is not adopted when there is none, and the edit stays', () => {
    const { own, edit } = fixture();
    own.dispatch(send(40), live(before));
    const kept = edit();
    expect([own.adopt(live(before)), edit()]).toEqual([null, kept]);
  });
});

it('listeners hear of the edit and of the proposal, until they leave', () => {
  const { own } = fixture();
  let calls = 0;
  const leave = own.subscribe(() => (calls += 1));
  own.dispatch(send(40), live(before));
  own.propose(offered, live(before));
  own.withdraw();
  expect(calls).toBe(3);
  leave();
  own.discard(live(before));
  own.propose(offered, live(before));
  expect(calls).toBe(3);
});

describe('the drift of an edit', () => {
  it.each<[string, DraftSource, { movedElsewhere: boolean; templateChanged: boolean }]>([
    ['nothing', live(before), { movedElsewhere: false, templateChanged: false }],
    ['the traffic', live(theirs), { movedElsewhere: true, templateChanged: false }],
    ['the template', live(before, 'other'), { movedElsewhere: false, templateChanged: true }],
  ])('is %s that changed since it began', (_, now, drift) => {
    const { own } = fixture();
    own.dispatch(send(40), live(before));
    expect(driftOf(currentDraft(own.shown(), now), now)).toEqual(drift);
  });

  it('is none for a draft that changes nothing: it follows the cluster', () => {
    const { own } = fixture();
    own.dispatch({ type: 'toggleLock', key: 'a-1' }, live(before));
    const kept = own.shown() as TrafficDraft;
    expect(isChanged(kept)).toBe(false);
    expect(driftOf(kept, live(theirs, 'other'))).toEqual({ movedElsewhere: false, templateChanged: false });
  });
});
