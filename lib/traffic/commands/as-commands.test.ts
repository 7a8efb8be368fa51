import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { shellQuote } from '#lib/format/shell-quote.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { apportion } from '#lib/traffic/apportion.ts';
import { asCommands } from '#lib/traffic/commands/as-commands.ts';
import { knFlagsFor } from '#lib/traffic/commands/kn-flags.ts';
import { computeKnTraffic } from '#lib/traffic/commands/kn-traffic.ts';
import { applyTrafficEdit, type TrafficEdit } from '#lib/traffic/edit.ts';
import { isRefusal } from '#lib/traffic/refusal.ts';
import { newTarget } from '#lib/traffic/target.ts';

const WHERE = { namespace: 'default', name: 'hello', uid: 'u-1', templateName: null };

function commands(base: TrafficTarget[], next: TrafficTarget[]) {
  return asCommands({ ...WHERE, base, next });
}

describe('asCommands', () => {
  const base = [newTarget('@latest', 100)];
  const next = [newTarget('@latest', 90, 'new'), newTarget('hello-00001', 10)];

  test('writes a shift as a kn command', () => {
    expect(commands(base, next).kn).toBe(
      'kn service update hello --namespace default --tag @latest=new --traffic @latest=90 --traffic hello-00001=10',
    );
  });

  test('omits percents when only tags change', () => {
    expect(commands([newTarget('a', 100, 'x')], [newTarget('a', 100, 'y')]).kn).toBe(
      'kn service update hello --namespace default --untag x --tag a=y',
    );
  });

  test('names a target by its tag when its revision has several', () => {
    const before = [newTarget('a', 100, 'x'), newTarget('a', 0, 'y')];
    expect(commands(before, [newTarget('a', 60, 'x'), newTarget('a', 40, 'y')]).kn).toBe(
      'kn service update hello --namespace default --traffic x=60 --traffic y=40',
    );
  });

  test('names all targets by revision when that produces the list, with or without tags', () => {
    const before = [newTarget('a', 100, 'stable'), newTarget('a', 0, 'old'), newTarget('b', 0, 'p')];
    const after = [newTarget('a', 60, 'stable'), newTarget('a', 0, 'old'), newTarget('b', 40, 'p')];
    expect(commands(before, after).kn).toBe(
      'kn service update hello --namespace default --traffic a=60 --traffic b=40',
    );
  });

  test.each<[string, TrafficTarget[], TrafficTarget[]]>([
    [
      'an untagged target at 0 %, which kn drops',
      [...base, newTarget('a', 0)],
      [newTarget('@latest', 100, 'x'), newTarget('a', 0)],
    ],
    [
      'a second tag on @latest',
      [newTarget('@latest', 100, 'x')],
      [newTarget('@latest', 100, 'x'), newTarget('@latest', 0, 'y')],
    ],
  ])('reports that kn cannot produce %s', (_, before, after) => {
    expect(commands(before, after)).toMatchObject({
      kn: null,
      knMissing: 'kn’s flags cannot express this list exactly; use kubectl or YAML.',
    });
  });

  test('reports that nothing changes', () => {
    expect(commands(base, base)).toMatchObject({ kn: null, knMissing: 'Nothing changes.' });
  });

  test('writes a kubectl patch with the same test operations as Sluice', () => {
    expect(
      asCommands({ ...WHERE, context: 'my cluster', base, next: base.map(() => newTarget('a', 100)) })
        .kubectl,
    ).toBe(
      `kubectl patch services.serving.knative.dev hello --namespace default --context 'my cluster' --type=json -p '[{"op":"test","path":"/metadata/uid","value":"u-1"},{"op":"test","path":"/spec/traffic","value":[{"latestRevision":true,"percent":100}]},{"op":"replace","path":"/spec/traffic","value":[{"latestRevision":false,"percent":100,"revisionName":"a"}]}]'`,
    );
  });

  test('writes YAML that parses to the same list', () => {
    expect(parse(commands(base, next).yaml)).toEqual({ spec: { traffic: next } });
  });

  test('explains in the YAML how to use it, and what an explicit template name requires of a manifest', () => {
    const { yaml } = commands(base, next);
    expect(yaml).toContain(
      '#   kubectl patch services.serving.knative.dev hello --namespace default --type merge --patch-file traffic.yaml\n',
    );
    expect(yaml).not.toContain('readinessProbe');
    const named = asCommands({ ...WHERE, templateName: 'hello-v2', base, next }).yaml;
    expect(named).toContain('# The manifest names its revision, hello-v2.');
    expect(named).toContain('#   readinessProbe: {successThreshold: 1, tcpSocket: {port: 0}}\n');
    expect(parse(named)).toEqual({ spec: { traffic: next } });
  });
});

describe('a kn command, when one is printed', () => {
  const row = fc.constantFrom('@latest', 'a', 'b', 'c');
  const tag = fc.constantFrom('t0', 't1', 't2');
  const traffic = fc
    .tuple(
      fc.uniqueArray(row, { minLength: 1 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }),
      fc.shuffledSubarray(['t0', 't1', 't2']),
    )
    .map(([rows, weights, tags]) =>
      apportion(100, weights.slice(0, rows.length)).map((percent, index) =>
        newTarget(rows[index] ?? '', percent, tags[index]),
      ),
    );
  const edit: fc.Arbitrary<TrafficEdit> = fc.oneof(
    fc.record({ type: fc.constant('addTag' as const), row, tag }),
    fc.record({ type: fc.constant('removeTag' as const), tag }),
    fc.record({ type: fc.constant('moveTag' as const), row, tag }),
    fc.record({ type: fc.constant('replace' as const), targets: traffic }),
  );
  const canonical = (targets: readonly TrafficTarget[]) =>
    targets
      .map((target) =>
        JSON.stringify([
          target.revisionName ?? null,
          target.tag ?? null,
          target.latestRevision,
          target.percent,
        ]),
      )
      .toSorted();

  test('produces the same spec.traffic as the edit, ignoring order', () => {
    let printed = 0;
    fc.assert(
      fc.property(traffic, fc.array(edit, { minLength: 1, maxLength: 4 }), (base, edits) => {
        let next: readonly TrafficTarget[] = base;
        for (const change of edits) {
          const result = applyTrafficEdit(next, change);
          next = isRefusal(result) ? next : result;
        }
        const flags = knFlagsFor(base, next);
        const made = flags === null ? next : computeKnTraffic(base, flags, '');
        printed += flags === null ? 0 : 1;
        expect('error' in made ? made : canonical(made)).toEqual(canonical(next));
      }),
      { numRuns: 500 },
    );
    expect(printed).toBeGreaterThan(250);
  });
});

describe('shellQuote', () => {
  test.each([
    ['@latest=50', '@latest=50'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$(rm -rf /)', "'$(rm -rf /)'"],
    ['', "''"],
  ])('quotes %s as one word', (text, quoted) => {
    expect(shellQuote(text)).toBe(quoted);
  });
});
