import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tagProblem } from '#lib/knative/tag-problem.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { parseWebhookMessage } from '#lib/knative/webhook-message.ts';
import { placeProblems } from '#lib/traffic/draft/field-problems.ts';
import { applyTrafficEdit, type TrafficEdit } from '#lib/traffic/edit.ts';
import {
  changedPercents,
  evenly,
  fallbackRow,
  moveDivider,
  type Shares,
  setShare,
  toShares,
} from '#lib/traffic/gesture.ts';
import { trafficPatch } from '#lib/traffic/patch.ts';
import { isRefusal, refusalOfTraffic } from '#lib/traffic/refusal.ts';
import { mergeFieldErrors, via } from '#simulator/knative/admission/validation/field-error.ts';
import { validateTraffic } from '#simulator/knative/admission/validation/validate-traffic.ts';
import { agree } from './support/agreement.ts';
import { type AdmitAnswer, KnativeOracle } from './support/knative-oracle.ts';
import { anyTag, anyTraffic, percentsOf, ROWS, TAGS, validTraffic } from './support/traffic.ts';

let oracle: KnativeOracle;
beforeAll(async () => {
  oracle = await KnativeOracle.start();
});
afterAll(() => oracle.stop());

/** Returns the webhooks' verdict on a Service with nothing special but its traffic. */
function admit(traffic: readonly TrafficTarget[]): Promise<AdmitAnswer> {
  const service = {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: 'svc', namespace: 'default' },
    spec: { template: { spec: { containers: [{ image: 'ikubernetes/helloworld-go' }] } }, traffic },
  };
  return oracle.admit({ kind: 'Service', user: 'ada', new: service });
}

const row = fc.constantFrom(...ROWS);
const tag = fc.constantFrom(...TAGS);
const edit: fc.Arbitrary<TrafficEdit> = fc.oneof(
  fc.record({ type: fc.constant('addTag' as const), row, tag: anyTag }),
  fc.record({ type: fc.constant('removeTag' as const), tag }),
  fc.record({ type: fc.constant('moveTag' as const), tag, row }),
  percentsOf(ROWS.length).map((percents) => ({
    type: 'setPercents' as const,
    percents: Object.fromEntries(ROWS.map((key, index) => [key, percents[index] ?? 0])),
  })),
  fc.record({
    type: fc.constant('setPercents' as const),
    percents: fc.dictionary(row, fc.integer({ min: -5, max: 105 })),
  }),
  fc.record({ type: fc.constant('replace' as const), targets: anyTraffic }),
);

/** A slider, a divider or a button, and the shares it produces. */
const locks = fc.subarray([...ROWS]).map((rows): ReadonlySet<string> => new Set(rows));
const gesture = fc.oneof(
  fc.tuple(row, fc.integer({ min: -20, max: 120 }), locks).map(
    ([key, percent, locked]) =>
      (shares: Shares) =>
        setShare(shares, ROWS, key, percent, { locked, fallback: fallbackRow(ROWS, key, locked, 'svc-a') }),
  ),
  fc.tuple(row, row, fc.integer({ min: -120, max: 120 }), locks).map(
    ([left, right, percent, locked]) =>
      (shares: Shares) =>
        moveDivider(shares, left, right, left === right ? 0 : percent, { locked }),
  ),
  fc.tuple(fc.subarray([...ROWS]), locks).map(
    ([rows, locked]) =>
      (shares: Shares) =>
        evenly(shares, rows, locked),
  ),
);

test('the webhook accepts whatever the editor and its gestures write', async () => {
  const steps = fc.array(fc.oneof(edit, gesture), { minLength: 1, maxLength: 6 });
  await agree('edits', fc.tuple(validTraffic, steps), 1500, async ([start, changes]) => {
    let targets: readonly TrafficTarget[] = start;
    for (const change of changes) {
      const shares = typeof change === 'function' ? change(toShares(targets)) : change;
      if (isRefusal(shares)) continue;
      const made = typeof change === 'function' ? changedPercents(targets, shares as Shares) : change;
      const next = applyTrafficEdit(targets, made);
      if (isRefusal(next) || next === targets) continue;
      const written = trafficPatch('uid', targets, next).at(-1);
      expect(written).toEqual({ op: 'replace', path: '/spec/traffic', value: next });
      expect((await admit(next)).denied).toBeUndefined();
      targets = next;
    }
  });
});

test('the editor’s message about a split matches the webhook’s', async () => {
  await agree(
    'splits',
    anyTraffic.filter((list) => list.length > 0),
    3000,
    async (traffic) => {
      const { denied, findings = [] } = await admit(traffic);
      const theirs = findings.map(({ paths, ...finding }) => ({ ...finding, paths: paths ?? [] }));
      const ours = mergeFieldErrors(via(validateTraffic(traffic, { insideService: true }), 'spec'));
      expect(ours).toEqual(theirs);
      expect(placeProblems(ours, traffic)).toEqual(placeProblems(theirs, traffic));
      expect(denied === undefined).toBe(theirs.length === 0);
      // The editor refuses in its own words, and exactly what the webhook would, except for a pasted url, which it leaves out.
      const refused = theirs.filter(({ paths }) => !paths.every((path) => path.endsWith('.url')));
      expect(refusalOfTraffic(traffic) !== null).toBe(refused.length > 0);
    },
  );
});

test('the editor’s message about a typed tag matches the webhook’s', async () => {
  await agree('tags', anyTag, 1500, async (text) => {
    const { findings = [] } = await admit([{ latestRevision: true, percent: 100, tag: text }]);
    const said = findings.find(({ paths }) => paths?.includes('spec.traffic.tag[0]'));
    expect(text === '' ? null : tagProblem(text)).toBe(said?.message ?? null);
  });
});

test('a refusal of a split is parsed into its findings', async () => {
  await agree('messages', anyTraffic, 1000, async (traffic) => {
    const { denied, findings = [] } = await admit(traffic);
    if (denied === undefined) return;
    const read = parseWebhookMessage(denied).errors;
    expect(read).toEqual(
      findings.map(({ message, paths, details = '' }) => ({ message, paths: paths ?? [], details })),
    );
  });
});
