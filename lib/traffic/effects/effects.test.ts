import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EffectFacts, RevisionFact } from '#lib/traffic/effects/effect-facts.ts';
import { effectSummary, effectsOf, isClean } from '#lib/traffic/effects/effects.ts';
import { resolvedShares } from '#lib/traffic/resolved-shares.ts';
import { newTarget } from '#lib/traffic/target.ts';

const fact = (name: string, more: Partial<RevisionFact> = {}): RevisionFact => ({
  name,
  routedPercent: 0,
  readyPods: 1,
  failing: null,
  ready: 'True',
  ...more,
});
const REVISIONS = [
  fact('warm', { routedPercent: 60 }),
  fact('idle', { routedPercent: 40, readyPods: 0 }),
  fact('cold', { readyPods: 0 }),
  fact('unseen', { readyPods: null }),
  fact('waking', { readyPods: 0, starting: true }),
  fact('atZero', { readyPods: null, doubt: 'has no pods, and nothing shows that requests will start one' }),
  fact('broken', { ready: 'False', readyPods: 0 }),
  fact('crashing', { readyPods: 0, failing: 'crashes with exit code 1' }),
];
const FACTS: EffectFacts = {
  service: 'hello',
  latestReady: 'warm',
  revisions: REVISIONS,
  rollout: null,
  otherWriter: null,
  tagUrls: new Map(),
  revisionOwners: new Map(),
  tags: [],
};
const now = [newTarget('warm', 60), newTarget('idle', 40)];
const textsOf = (after: ReturnType<typeof newTarget>[], facts: Partial<EffectFacts> = {}, before = now) =>
  effectsOf(before, after, { ...FACTS, ...facts }).map(({ level, text }) => [level, text]);

describe('effectsOf', () => {
  it.each([
    ['a share between revisions that have pods', [newTarget('warm', 100)], []],
    ['an idle revision that keeps its share', [newTarget('warm', 60), newTarget('idle', 40)], []],
    [
      'an idle revision that gets more than it has: a cold start, even though it had some',
      [newTarget('idle', 100)],
      [['warn', 'idle has no pods: the first requests wait for a cold start.']],
    ],
    [
      'a revision without pods that gets its first share',
      [newTarget('warm', 90), newTarget('cold', 10)],
      [['warn', 'cold has no pods: the first requests wait for a cold start.']],
    ],
    ['a tag at 0 % on a revision without pods', [newTarget('warm', 100), newTarget('cold', 0, 'x')], []],
    [
      'a revision whose pods cannot be seen',
      [newTarget('unseen', 100)],
      [['warn', 'It cannot be seen whether unseen has pods: its requests may wait.']],
    ],
    [
      'a revision whose pods are starting, without calling it scaled to zero',
      [newTarget('warm', 90), newTarget('waking', 10)],
      [['warn', 'waking has no ready pod yet: the first requests wait until one starts.']],
    ],
    [
      'a revision at zero that nothing is known to wake, without calling its pods unreadable',
      [newTarget('warm', 90), newTarget('atZero', 10)],
      [['warn', 'atZero has no pods, and nothing shows that requests will start one: its 10 % may fail.']],
    ],
    [
      'a revision that is not ready, even at 0 %',
      [newTarget('warm', 100), newTarget('broken', 0, 'x')],
      [['bad', 'broken is not ready: the Route keeps its old split until it is.']],
    ],
    [
      'a revision whose pods crash though Knative calls it ready',
      [newTarget('warm', 90), newTarget('crashing', 10)],
      [['bad', 'crashing crashes with exit code 1: its 10 % would fail.']],
    ],
    [
      'a target at 0 % on a revision that is gone',
      [newTarget('warm', 100), newTarget('gone', 0, 'stable')],
      [
        [
          'bad',
          'gone does not exist: the Route rejects the whole list and keeps its old split until this target is removed, even though it has 0 %.',
        ],
      ],
    ],
  ])('describes %s', (_, after, texts) => {
    expect(textsOf(after)).toEqual(texts);
  });

  it('does not promise the old split when only @latest resolves to a revision that is not ready: the Route does not check it', () => {
    const latestReady = 'broken';
    const followed = [newTarget('warm', 90), newTarget('@latest', 10)];
    expect(textsOf(followed, { latestReady })[0]).toEqual([
      'bad',
      '@latest means broken, which is not ready: the Route accepts it anyway, and its 10 % may fail.',
    ]);
    const revisions = [fact('warm'), fact('broken', { ready: 'False', readyPods: 0, failing: 'crashes' })];
    expect(textsOf(followed, { latestReady, revisions })[0]?.[1]).toMatch(/its 10 % would fail\.$/);
    const named = [newTarget('@latest', 90), newTarget('broken', 10)];
    expect(textsOf(named, { latestReady })[0]?.[1]).toMatch(/the Route keeps its old split/);
  });

  it('names the Service that owns a foreign revision, and the row to remove', () => {
    const facts = { ...FACTS, revisionOwners: new Map([['other-00001', 'other']]) };
    const [first] = effectsOf(now, [newTarget('other-00001', 50), newTarget('warm', 50)], facts);
    expect(first).toMatchObject({ type: 'foreign', remove: 'other-00001' });
    expect(first?.text).toMatch(/^other-00001 belongs to the Service other: the Route rejects/);
  });

  it('does not report an existing revision without a Service label as missing', () => {
    const facts = { ...FACTS, revisionOwners: new Map([['stray-00001', null]]) };
    const [first] = effectsOf(now, [newTarget('stray-00001', 50), newTarget('warm', 50)], facts);
    expect(first?.text).toMatch(/^stray-00001 belongs to no Service: the Route rejects/);
  });

  it('removes the row of @latest when that resolves to a deleted revision', () => {
    const [first] = effectsOf(now, [newTarget('warm', 90), newTarget('@latest', 10)], {
      ...FACTS,
      latestReady: 'gone',
    });
    expect(first).toMatchObject({ type: 'missing', remove: '@latest' });
  });

  it('compares with routed percents, not requested ones, during a rollout', () => {
    const rollout = {
      revisionName: 'new',
      percent: 89,
      targetPercent: 100,
      stepSize: 1,
      nextStepAt: null,
      doneAt: null,
    };
    const revisions = [fact('old', { routedPercent: 11 }), fact('new', { routedPercent: 89 })];
    const asked = [newTarget('@latest', 100)];
    const cut = [newTarget('old', 90), newTarget('new', 10)];
    expect(textsOf(cut, { rollout, revisions, latestReady: 'new' }, asked)).toEqual([
      ['warn', 'The gradual rollout of new is cut back: 89 % is routed now, 10 % is desired.'],
      ['note', '@latest no longer has a share: a later deploy gets no traffic.'],
    ]);
  });

  it('names the revision of @latest when its percent changes, without a warning', () => {
    const after = [newTarget('@latest', 100)];
    expect(textsOf(after)).toEqual([
      ['note', '@latest means warm now, and later the next revision that becomes ready.'],
    ]);
    expect(isClean(effectsOf(now, after, FACTS))).toBe(true);
    expect(textsOf(after, { latestReady: null })).toEqual([
      ['bad', '@latest gets traffic, but no revision is ready yet.'],
    ]);
  });

  it('reports tag effects: a name that is too long or taken, URLs that stop working, one that moves', () => {
    const before = [newTarget('warm', 100, 'stable'), newTarget('idle', 0, 'old')];
    const tagUrls = new Map([['old', 'http://old-hello.example.com']]);
    const after = [newTarget('warm', 100), newTarget('idle', 0, 'stable'), newTarget('idle', 0, 'beta')];
    const tags = [{ tag: 'beta', takenBy: 'the Route beta-hello' }];
    expect(textsOf(after, { tagUrls, tags }, before)).toEqual([
      [
        'bad',
        'The tag beta needs the name beta-hello, which the Route beta-hello already has: the Route would fail.',
      ],
      ['warn', 'Removes the tag old: http://old-hello.example.com stops working.'],
      ['note', 'The tag stable moves from warm to idle: its URL then leads there.'],
    ]);
    const long = 'x'.repeat(60);
    expect(textsOf([newTarget('warm', 100, long)], {}, [newTarget('warm', 100)])[0]?.[1]).toContain(
      `has 66 characters; a host name label allows 63`,
    );
    expect(textsOf(now, {}, [newTarget('warm', 60, 'a'), newTarget('idle', 40, 'b')])).toEqual([
      ['warn', 'Removes the tags a and b: their URLs stop working.'],
    ]);
  });

  it('does not report a missing revision when revisions cannot be read', () => {
    expect(textsOf([newTarget('warm', 100)], { revisions: [] })).toEqual([
      ['warn', 'No revision can be seen here, so it is not known whether the Route accepts this list.'],
    ]);
  });

  it('names other writers of the traffic', () => {
    expect(textsOf([newTarget('warm', 100)], { otherWriter: 'Flagger puts it back.' })).toEqual([
      ['warn', 'Flagger puts it back.'],
    ]);
  });

  it.each([
    ['every revision with a share has a ready pod', [newTarget('warm', 100)], 'no cold start'],
    [
      'an idle revision keeps some of its percent',
      [newTarget('warm', 90), newTarget('idle', 10)],
      'no revision without ready pods gains traffic',
    ],
    [
      'a percent is unchanged where pods cannot be seen',
      [newTarget('warm', 100), newTarget('idle', 0, 'x')],
      'no cold start',
    ],
  ])('sums up the change when %s', (_, after, words) => {
    expect(effectSummary(now, after, FACTS)).toBe(`2 rows change · no new revision · ${words}`);
  });

  it('claims no cold start, and no increase without a pod, exactly when the pods agree', () => {
    const pods = fc.constantFrom(0, 1, null);
    const facts = fc.record({
      a: fc.tuple(pods, fc.nat(100)),
      b: fc.tuple(pods, fc.nat(100)),
      c: fc.tuple(pods, fc.nat(100)),
    });
    const lists = fc
      .tuple(fc.shuffledSubarray(['a', 'b', 'c', '@latest'], { minLength: 2 }), fc.nat(100))
      .map(([rows, percent]) =>
        rows.map((row, index) => newTarget(row, index === 0 ? percent : index === 1 ? 100 - percent : 0)),
      );
    fc.assert(
      fc.property(lists, facts, fc.constantFrom('a', 'b', 'c'), (after, given, latestReady) => {
        const revisions = Object.entries(given).map(([name, [readyPods, routedPercent]]) =>
          fact(name, { readyPods, routedPercent }),
        );
        const effects = effectsOf(now, after, { ...FACTS, latestReady, revisions });
        const shares = Object.entries(resolvedShares(after, latestReady));
        const of = (name: string) => revisions.find((it) => it.name === name);
        const isCold = (name: string) => (of(name)?.readyPods ?? 0) === 0;
        const rises = shares.some(
          ([name, percent]) => isCold(name) && percent > (of(name)?.routedPercent ?? 0),
        );
        expect(effects.some(({ type }) => type === 'coldStart' || type === 'podsUnknown')).toBe(rises);
        if (!isClean(effects)) return;
        const words = effectSummary(now, after, { latestReady, revisions });
        expect(words.endsWith('no cold start')).toBe(shares.every(([name]) => !isCold(name)));
      }),
    );
  });

  it('is clean only when every increase goes to an existing, ready revision with a ready pod', () => {
    const names = ['warm', 'idle', 'cold', 'unseen', 'broken', 'crashing', 'gone', '@latest'];
    const lists = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).chain((rows) =>
      fc.nat({ max: 100 }).map((share) => {
        const percent = rows.length === 1 ? 100 : share;
        const rest = 100 - percent;
        return rows.map((row, index) => newTarget(row, index === 0 ? percent : index === 1 ? rest : 0));
      }),
    );
    fc.assert(
      fc.property(lists, fc.option(fc.constantFrom('warm', 'idle', 'crashing')), (after, latestReady) => {
        const clean = isClean(effectsOf(now, after, { ...FACTS, latestReady }));
        for (const { revisionName = latestReady ?? '', percent = 0 } of after) {
          const revision = REVISIONS.find(({ name }) => name === revisionName);
          const isThere = revision?.ready === 'True';
          const rises = percent > (revision?.routedPercent ?? 0);
          const isSafe = isThere && (!rises || (revision.readyPods ?? 0) > 0);
          const isIdle = after.length > 1 && percent === 0 && revisionName === '';
          expect(clean && !isSafe && !isIdle).toBe(false);
        }
      }),
    );
  });
});
