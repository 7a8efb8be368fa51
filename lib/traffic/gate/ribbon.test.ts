import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ribbonEnds, ribbonPath, spreadHandles } from '#lib/traffic/gate/ribbon.ts';

it('draws a ribbon as wide as its percent at both ends', () => {
  const ends = ribbonEnds({ start: 10, end: 60 }, { top: 0, height: 400 }, { top: 100, height: 80 });
  expect(ends).toEqual({ fromTop: 40, fromBottom: 240, toTop: 120, toBottom: 160 });
  expect(ribbonPath(ends, 100)).toBe('M0 40C50 40 50 120 100 120L100 160C50 160 50 240 0 240Z');
});

it('keeps handles in place when they do not touch', () => {
  expect(spreadHandles([10, 50, 90], 12, 100)).toEqual([10, 50, 90]);
});

it('keeps handles in order, apart and inside', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 }), (positions) => {
      const spread = spreadHandles(
        positions.toSorted((a, b) => a - b),
        20,
        300,
      );
      for (const [index, position] of spread.entries()) {
        expect(position).toBeGreaterThanOrEqual(-1e-6);
        expect(position).toBeLessThanOrEqual(300);
        const previous = spread[index - 1] ?? Number.NEGATIVE_INFINITY;
        expect(position - previous).toBeGreaterThanOrEqual(20 - 1e-6);
      }
    }),
  );
});
