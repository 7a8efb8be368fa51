import { describe, expect, it } from 'vitest';
import { shiftTrafficBody } from '#server/actions/shift-traffic.ts';

describe('the body of a traffic write', () => {
  const body = { uid: 'u', base: null, traffic: [{ latestRevision: true, percent: 100 }] };

  it('takes the form that the screen sends', () => {
    expect(shiftTrafficBody.safeParse(body).success).toBe(true);
  });

  it.each([
    ['a fraction of a percent', { ...body, traffic: [{ latestRevision: true, percent: 99.5 }] }],
    ['a percent as text', { ...body, traffic: [{ latestRevision: true, percent: '100' }] }],
    [
      'a url, which only status has',
      { ...body, traffic: [{ latestRevision: true, percent: 100, url: 'http://x' }] },
    ],
    ['no uid', { base: null, traffic: [] }],
    [
      'more than a thousand targets',
      { ...body, traffic: Array.from({ length: 1001 }, () => ({ percent: 0 })) },
    ],
    ['a field it does not know', { ...body, force: true }],
  ])('refuses %s', (_what, bad) => {
    expect(shiftTrafficBody.safeParse(bad).success).toBe(false);
  });

  it('passes targets on as they were sent, down to the order of their keys', () => {
    const traffic = [{ percent: 100, tag: 'a', latestRevision: false, revisionName: 'x' }];
    expect(JSON.stringify(shiftTrafficBody.parse({ ...body, traffic }).traffic)).toBe(
      JSON.stringify(traffic),
    );
  });

  it('names the field that is wrong', () => {
    const traffic = [{ percent: 100 }, { percent: 'all' }];
    expect(shiftTrafficBody.safeParse({ ...body, traffic }).error?.issues[0]?.path).toEqual([
      'traffic',
      1,
      'percent',
    ]);
  });

  it('keeps what was seen as it was, unknown fields included', () => {
    const base = [{ latestRevision: true, percent: 100, somethingNew: { a: [1, null] } }];
    expect(shiftTrafficBody.parse({ ...body, base }).base).toEqual(base);
  });
});
