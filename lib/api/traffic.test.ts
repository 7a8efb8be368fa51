import { describe, expect, it } from 'vitest';
import { shiftTrafficBody, shiftTrafficQuery } from '#lib/api/traffic.ts';
import * as z from '#lib/api/zod.ts';

describe('the body of a traffic write', () => {
  const body = { uid: 'u', base: null, traffic: [{ latestRevision: true, percent: 100 }] };
  const takes = (value: unknown): boolean => z.safeParse(shiftTrafficBody, value).success;

  it('accepts the form that the page sends', () => {
    expect(takes(body)).toBe(true);
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
    ['an unknown field', { ...body, force: true }],
  ])('refuses %s', (_what, bad) => {
    expect(takes(bad)).toBe(false);
  });

  it('names the invalid field', () => {
    const traffic = [{ percent: 100 }, { percent: 'all' }];
    const result = z.safeParse(shiftTrafficBody, { ...body, traffic });
    expect(result.error?.issues[0]?.path).toEqual(['traffic', 1, 'percent']);
  });

  it('accepts any observed traffic, including unknown fields', () => {
    const base = [{ latestRevision: true, percent: 100, somethingNew: { a: [1, null] } }];
    expect(takes({ ...body, base })).toBe(true);
  });
});

describe('the query of a traffic write', () => {
  it('is a write by default', () => {
    expect(z.parse(shiftTrafficQuery, {})).toEqual({ dryRun: 'false' });
  });

  it.each([[{ dryRun: '' }], [{ dryRun: '1' }], [{ dryrun: 'true' }]])('refuses %j', (query) => {
    expect(z.safeParse(shiftTrafficQuery, query).success).toBe(false);
  });
});
