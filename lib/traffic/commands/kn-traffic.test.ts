import { describe, expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { computeKnTraffic, type KnFlags } from '#lib/traffic/commands/kn-traffic.ts';
import { rowKeyOf } from '#lib/traffic/rows.ts';
import { newTarget, percentOf, tagOf } from '#lib/traffic/target.ts';

/** read parses `row:percent:tag, …`, with `@` for `@latest`. */
function read(text: string): TrafficTarget[] {
  return text.split(', ').map((part) => {
    const [row = '', percent, tag] = part.split(':');
    return newTarget(row === '@' ? '@latest' : row, Number(percent), tag);
  });
}

function write(targets: readonly TrafficTarget[]): string {
  return targets
    .map((target) => {
      const row = rowKeyOf(target) === '@latest' ? '@' : rowKeyOf(target);
      const tag = tagOf(target);
      return `${row}:${percentOf(target)}${tag === null ? '' : `:${tag}`}`;
    })
    .join(', ');
}

const flags = (given: Partial<KnFlags>): KnFlags => ({ untag: [], tag: [], traffic: [], ...given });

describe('computeKnTraffic makes what kn makes', () => {
  test.each<[string, Partial<KnFlags>, string]>([
    ['@:100', { tag: ['@latest=latest'] }, '@:100:latest'],
    ['v1:100', { tag: ['v1=stable'] }, 'v1:100:stable'],
    ['@:100:current', { tag: ['@latest=current'] }, '@:100:current'],
    ['@:100, v1:0', { traffic: ['@latest=10', 'v1=90'] }, '@:10, v1:90'],
    ['@:100:latest', { tag: ['v0=stale', 'v1=old'] }, '@:100:latest, v0:0:stale, v1:0:old'],
    ['v1:100:latest', { tag: ['v1=latest'] }, 'v1:100:latest'],
    ['v1:100:latest', { traffic: ['@latest=2', 'v1=98'] }, 'v1:98:latest, @:2'],
    [
      'v1:100:latest',
      { tag: ['@latest=testing'], traffic: ['@latest=2', 'v1=98'] },
      'v1:98:latest, @:2:testing',
    ],
    ['v1:100:v1', { tag: ['v2=v2'], traffic: ['v1=10', 'v2=90'] }, 'v1:10:v1, v2:90:v2'],
    ['v1:100:latest', { untag: ['latest'] }, 'v1:100'],
    ['v1:50:latest, v2:50', { untag: ['latest'], tag: ['v1=old', 'v2=latest'] }, 'v1:50:old, v2:50:latest'],
    ['v1:50:latest, v2:50', { tag: ['v1=latest', 'v1=current'] }, 'v1:50:latest, v2:50, v1:0:current'],
    ['v2:100', { tag: ['v1=latest', 'v1=current'] }, 'v2:100, v1:0:latest, v1:0:current'],
    ['@:100', { traffic: ['v1=10', '@latest=90'] }, '@:90, v1:10'],
    ['@:100, v1:0', {}, '@:100'],
  ])('of %s with %j', (before, given, after) => {
    const result = computeKnTraffic(read(before), flags(given), 'hello');
    expect('error' in result ? result.error : write(result)).toBe(after);
  });

  test.each<[string, Partial<KnFlags>, string]>([
    [
      '@:100:candidate',
      { tag: ['@latest=current'] },
      "tag 'candidate' exists on latest ready revision of service, refusing to overwrite existing tag with 'current', add flag '--untag candidate' in command to untag it",
    ],
    [
      '@:100:a, v1:0:b',
      { tag: ['v1=a'] },
      "refusing to overwrite existing tag in service, add flag '--untag a' in command to untag it",
    ],
    [
      '@:100',
      { tag: ['@latest=a', '@latest=b'] },
      'repetition of identifier @latest is not allowed, use only once with --tag flag',
    ],
    [
      '@:100',
      { traffic: ['v1=40', 'v1=60'] },
      'repetition of revision reference v1 is not allowed, use only once with --traffic flag',
    ],
    [
      '@:100',
      { traffic: ['v1=100p'] },
      'error converting given 100p to integer value for traffic distribution',
    ],
    [
      '@:100',
      { traffic: ['v1=-100'] },
      'invalid value for traffic percent -100, expected 0 <= percent <= 100',
    ],
    ['@:100', { traffic: ['v1=40', 'v2=70'] }, 'given traffic percents sum to 110, want <=100'],
    ['@:100', { untag: ['foo', 'bar'] }, 'tag(s) foo, bar not present for any revisions of service hello'],
  ])('refuses what kn refuses: %s with %j', (before, given, error) => {
    expect(computeKnTraffic(read(before), flags(given), 'hello')).toEqual({ error });
  });
});
