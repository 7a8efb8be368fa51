import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KnativeService } from '#lib/knative/types.ts';
import { defaultService } from '#simulator/knative/admission/defaults.ts';
import { renderFieldErrors } from '#simulator/knative/admission/validation/field-error.ts';
import { validateService } from '#simulator/knative/admission/validation/validate-service.ts';
import { agree } from './support/agreement.ts';
import { pick, sometimes, wire } from './support/arbitrary.ts';
import { KnativeOracle, type Wire } from './support/knative-oracle.ts';

let oracle: KnativeOracle;
beforeAll(async () => {
  oracle = await KnativeOracle.start();
});
afterAll(() => oracle.stop());

const count = pick(1, 2, 3);
const probe = fc.oneof(
  fc.record({ httpGet: fc.record({ path: sometimes(pick('/', '/up')), port: pick<unknown>(0, 8080) }) }),
  fc.record({ tcpSocket: fc.record({ port: pick(0, 8080) }), periodSeconds: sometimes(count) }),
  fc.record({ exec: pick({ command: ['a', 'b'] }), timeoutSeconds: sometimes(count), periodSeconds: count }),
  fc.record({ grpc: pick({ port: 1 }), successThreshold: sometimes(count) }),
);
const variable = fc.record({ name: pick('A', 'B'), value: sometimes(pick('1', '2')) });
const container = fc.record({
  image: pick('shop/a', 'shop/b'),
  name: pick('app', 'app', 'app', 'other'),
  args: sometimes(fc.array(pick('x', 'y'), { minLength: 1, maxLength: 2 })),
  env: sometimes(fc.array(variable, { minLength: 1, maxLength: 3 })),
  workingDir: sometimes(pick('/a')),
  readinessProbe: sometimes(probe),
  livenessProbe: sometimes(probe),
});
const template = fc.record({
  metadata: fc.record({
    name: fc.constant('svc-a'),
    annotations: sometimes(fc.dictionary(pick('a', 'b'), pick('1', '2'), { minKeys: 1 })),
    labels: sometimes(fc.dictionary(pick('a', 'b'), pick('1', '2'), { minKeys: 1 })),
  }),
  spec: fc.record({
    containers: fc.tuple(container),
    serviceAccountName: sometimes(pick('robot')),
    timeoutSeconds: sometimes(pick(10, 20)),
    containerConcurrency: sometimes(pick(1, 2)),
    idleTimeoutSeconds: sometimes(pick(5, 6)),
  }),
});
const service = (of: Wire): Wire => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'svc', namespace: 'default' },
  spec: { template: of },
});

/** Go aligns lists of different lengths in whichever way it finds cheapest. */
const isChance = (message: string): boolean => message.includes('->');

const ADDRESS = /"0x[0-9a-f]+"/;

/** Go prints a pointer to a scalar as its memory address, where ours has the value: both are removed. */
function withoutAddresses(ours: string, theirs: string): [string, string] {
  const [left, right] = [ours.split('\n'), theirs.split('\n')];
  const isAddress = right.map((line) => ADDRESS.test(line));
  const without = (lines: string[]): string =>
    lines
      .map((line, index) => (isAddress[index] === true ? line.replace(/".*"/, '<pointer>') : line))
      .join('\n');
  return [without(left), without(right)];
}

test('a named template that changes is refused with the same message, in the same order', async () => {
  let compared = 0;
  await agree('name change', fc.tuple(wire(template), wire(template)), 1500, async ([first, second]) => {
    const created = await oracle.admit({ kind: 'Service', user: 'ada', new: service(first) });
    if (created.object === undefined || created.denied !== undefined) return;
    const theirs = await oracle.admit({
      kind: 'Service',
      user: 'ada',
      new: service(second),
      old: created.object,
    });
    if (isChance(theirs.denied ?? '')) return;
    const old = created.object as unknown as KnativeService;
    const next = defaultService(service(second) as unknown as KnativeService, { old, userName: 'ada' });
    const errors = validateService(next, { old });
    const ours = errors.length === 0 ? undefined : `validation failed: ${renderFieldErrors(errors)}`;
    if (ours?.includes('without a name change') === true) compared += 1;
    const said = theirs.denied?.replace(/^admission webhook "[^"]+" denied the request: /, '');
    const [left, right] = withoutAddresses(ours ?? '', said ?? '');
    expect(left).toBe(right);
  });
  expect(compared).toBeGreaterThan(300);
});
