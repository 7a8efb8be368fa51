import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Drag, moveDrag, pressDrag } from '#lib/traffic/gate/drag.ts';

const at = (along: number, across = 0, isTouch = true) => ({ pointer: 1, isTouch, along, across });

/** play returns the events of a press and its moves, as `began`, `moved 5`. */
function play(isTouch: boolean, press: [number, number], ...moves: [number, number][]): string[] {
  let drag: Drag = pressDrag(at(...press, isTouch));
  return moves.flatMap(([along, across]) => {
    const next = moveDrag(drag, at(along, across, isTouch));
    drag = next.drag;
    const { event } = next;
    return event === null ? [] : [event.type === 'began' ? 'began' : `moved ${event.distance}`];
  });
}

describe('a mouse', () => {
  test('drags from its press, even across the axis', () => {
    expect(play(false, [100, 0], [101, 0], [105, 90], [95, 0])).toEqual(['moved 1', 'moved 5', 'moved -5']);
  });
});

describe('a finger', () => {
  test('drags once it has moved ten pixels along the axis, and from there on', () => {
    expect(play(true, [100, 0], [109, 0], [110, 0], [115, 0], [90, 0])).toEqual([
      'began',
      'moved 5',
      'moved -20',
    ]);
    expect(play(true, [100, 0], [91, 0], [90, 0], [85, 0])).toEqual(['began', 'moved -5']);
  });

  test('that moves further across the axis scrolls the page', () => {
    expect(play(true, [100, 0], [112, 13], [120, 40], [130, 80])).toEqual([]);
  });

  test('that first scrolls a little may drag afterwards', () => {
    expect(play(true, [100, 0], [103, 12], [115, 12], [118, 12])).toEqual(['began', 'moved 3']);
  });

  test('never drags by a swipe across, and never jumps when it drags', () => {
    const move = fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }));
    fc.assert(
      fc.property(fc.array(move, { minLength: 1 }), (moves) => {
        let drag = pressDrag(at(0));
        const events = moves.map(([along, across]) => {
          const next = moveDrag(drag, at(along, across));
          drag = next.drag;
          return next.event;
        });
        const first = moves.findIndex(([along, across]) => Math.abs(along) >= Math.max(10, Math.abs(across)));
        const from = moves[first]?.[0] ?? 0;
        expect(events).toEqual(
          moves.map(([along], index) => {
            if (first === -1 || index < first) return null;
            return index === first ? { type: 'began' } : { type: 'moved', distance: along - from };
          }),
        );
      }),
    );
  });
});

test('another pointer does not affect a drag', () => {
  const drag = pressDrag(at(0, 0, false));
  expect(moveDrag(drag, { ...at(50, 0, false), pointer: 2 })).toEqual({ drag, event: null });
});
