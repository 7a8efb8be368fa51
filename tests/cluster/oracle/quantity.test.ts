import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quantityProblem } from '#simulator/go/quantity.ts';
import { agree } from './support/agreement.ts';
import { KnativeOracle } from './support/knative-oracle.ts';

let oracle: KnativeOracle;
beforeAll(async () => {
  oracle = await KnativeOracle.start();
});
afterAll(() => oracle.stop());

const UNDECODED = 'mutation failed: cannot decode incoming new object: ';
const anyText = fc.string({ unit: fc.constantFrom(...'+-.019eEinumkKMGTPx_'.split('')), maxLength: 6 });

/** Returns Knative's error for a limit with this text. */
async function theirProblem(text: string): Promise<string | undefined> {
  const containers = [{ image: 'a', resources: { limits: { cpu: text } } }];
  const metadata = { name: 'svc', namespace: 'default' };
  const service = {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata,
    spec: { template: { spec: { containers } } },
  };
  const { denied } = await oracle.admit({ kind: 'Service', user: 'ada', new: service });
  return denied?.split(UNDECODED)[1];
}

test('a text is a valid quantity, or invalid for the same reason', async () => {
  await agree('quantities', anyText, 2000, async (text) => {
    expect(quantityProblem(text)).toBe(await theirProblem(text));
  });
});
