import { describe, expect, test } from 'vitest';
import { formatAge, formatDuration, formatRelative } from '#lib/format/age.ts';
import { imageWords, parseImage, shortImage } from '#lib/format/image.ts';
import { formatChange, formatPercent, formatRatio } from '#lib/format/percent.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const NOW = Date.parse('2026-01-10T12:00:00Z');

describe('ages are formatted like kubectl’s', () => {
  test.each([
    [-3 * SECOND, '<invalid>'],
    [-SECOND, '0s'],
    [0, '0s'],
    [119 * SECOND, '119s'],
    [2 * MINUTE, '2m'],
    [2 * MINUTE + SECOND, '2m1s'],
    [51 * MINUTE, '51m'],
    [179 * MINUTE, '179m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + 4 * MINUTE, '3h4m'],
    [8 * HOUR + 4 * MINUTE, '8h'],
    [47 * HOUR, '47h'],
    [2 * DAY, '2d'],
    [2 * DAY + 5 * HOUR, '2d5h'],
    [8 * DAY + 5 * HOUR, '8d'],
    [729 * DAY, '729d'],
    [730 * DAY, '2y'],
    [731 * DAY, '2y1d'],
    [3000 * DAY, '8y'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('are measured from a timestamp, with a placeholder when there is none', () => {
    expect(formatAge('2026-01-10T11:09:00Z', NOW)).toBe('51m');
    expect(formatAge(null, NOW)).toBe('<unknown>');
    expect(formatAge('soon', NOW)).toBe('<unknown>');
  });

  test('treat a timestamp in the future of the cluster’s clock as new', () => {
    expect(formatAge('2026-01-10T12:00:30Z', NOW)).toBe('0s');
    expect(formatAge('2026-01-10T15:00:00Z', NOW)).toBe('0s');
  });
});

describe('formatRelative', () => {
  test.each([
    [2 * SECOND, 'just now'],
    [5 * SECOND, '5 seconds ago'],
    [MINUTE, '1 minute ago'],
    [3 * HOUR, '3 hours ago'],
    [2 * DAY, '2 days ago'],
    [15 * DAY, '2 weeks ago'],
    [400 * DAY, '1 year ago'],
    [-18 * SECOND, 'in 18 seconds'],
    [-SECOND, 'in 1 second'],
  ])('%i ms ago is %s', (ms, text) => {
    expect(formatRelative(new Date(NOW - ms).toISOString(), NOW)).toBe(text);
  });

  test('reports an unknown time', () => {
    expect(formatRelative(undefined, NOW)).toBe('at an unknown time');
  });
});

describe('percents', () => {
  test.each<[number | null, string]>([
    [null, '–'],
    [Number.NaN, '–'],
    [0, '0.0\u202f%'],
    [0.0001, '<0.1\u202f%'],
    [0.006, '0.6\u202f%'],
    [0.041, '4.1\u202f%'],
    [0.25, '25\u202f%'],
    [1, '100\u202f%'],
  ])('a measured share of %s is %s', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });

  test('keep the space before the sign', () => {
    expect(formatPercent(25)).toBe('25\u202f%');
    expect([15, -15, 0].map(formatChange)).toEqual(['+15', '−15', '±0']);
  });
});

describe('images', () => {
  const digest = `sha256:5ea96ba4b872685ff4ddb5cd8d1a97ec18c18fae79ee8df0d29f446c5efe5f50`;

  test.each([
    ['busybox', { repository: 'busybox', tag: null, digest: null }, 'busybox'],
    ['localhost:5000/a/b', { repository: 'localhost:5000/a/b', tag: null, digest: null }, 'b'],
    ['gcr.io/a/b:v2', { repository: 'gcr.io/a/b', tag: 'v2', digest: null }, 'b:v2'],
    [`gcr.io/a/b:v2@${digest}`, { repository: 'gcr.io/a/b', tag: 'v2', digest }, 'b:v2'],
    [`gcr.io/a/b@${digest}`, { repository: 'gcr.io/a/b', tag: null, digest }, 'b@5ea96b'],
  ])('%s is taken apart and shortened', (image, parts, short) => {
    expect(parseImage(image)).toEqual(parts);
    expect(shortImage(image)).toBe(short);
  });

  test.each([
    ['gcr.io/a/b', digest, null, { image: 'gcr.io/a/b', digest: 'at 5ea96b' }],
    [
      `gcr.io/a/b@${digest}`,
      digest,
      'gcr.io/a/b:latest',
      { image: 'gcr.io/a/b:latest', digest: 'pinned to 5ea96b' },
    ],
    ['gcr.io/a/b', digest, 'gcr.io/other', { image: 'gcr.io/a/b', digest: 'at 5ea96b' }],
    ['gcr.io/a/b', null, 'gcr.io/a/b', { image: 'gcr.io/a/b', digest: '' }],
    ['gcr.io/a/b', `gcr.io/a/b@${digest}`, null, { image: 'gcr.io/a/b', digest: 'at 5ea96b' }],
  ])('%s is described as kn describes it', (image, imageDigest, userImage, words) => {
    expect(imageWords(image, imageDigest, userImage)).toEqual(words);
  });
});
