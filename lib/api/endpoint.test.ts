import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { shiftTraffic } from '#lib/api/contract.ts';
import { pathOf } from '#lib/api/endpoint.ts';

it('fills in the parameters of a path', () => {
  const parameters = { cluster: 'arn:aws:eks/prod', namespace: 'shop', name: 'cart' };
  expect(pathOf(shiftTraffic, parameters)).toBe('/api/c/arn%3Aaws%3Aeks%2Fprod/services/shop/cart/traffic');
});

it('whatever the cluster’s name, the path keeps its number of segments and yields the name again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (cluster) => {
      const path = pathOf(shiftTraffic, { cluster, namespace: 'shop', name: 'cart' });
      const segments = path.split('/');
      expect(segments).toHaveLength(8);
      expect(decodeURIComponent(segments[3] ?? '')).toBe(cluster);
    }),
    { numRuns: 200 },
  );
});
