import { describe, expect, it } from 'vitest';
import { dividerAfterKey, shareAfterKey } from '#lib/traffic/gate/key-steps.ts';

const press = (keys: string) => {
  const key = keys.replace('Shift+', '');
  return { key, shiftKey: key !== keys };
};

describe('a key in the number field of a row', () => {
  it.each([
    ['ArrowUp', 50, 51],
    ['ArrowDown', 50, 49],
    ['Shift+ArrowUp', 50, 60],
    ['Shift+ArrowDown', 50, 40],
    ['PageUp', 50, 60],
    ['PageDown', 50, 40],
    ['PageUp', 95, 100],
    ['PageDown', 5, 0],
    ['ArrowUp', 100, 100],
    ['ArrowDown', 0, 0],
  ])('%s steps from %i to %i percent', (keys, from, to) => {
    expect(shareAfterKey(press(keys), from)).toBe(to);
  });

  it('that types or confirms does not step', () => {
    for (const key of ['5', 'Enter', 'Home', 'ArrowLeft', 'toString'])
      expect(shareAfterKey(press(key), 50)).toBeNull();
  });
});

describe('a key on a divider', () => {
  it.each([
    ['ArrowDown', 21],
    ['ArrowRight', 21],
    ['ArrowUp', 19],
    ['ArrowLeft', 19],
    ['Shift+ArrowDown', 30],
    ['Shift+ArrowUp', 10],
    ['PageDown', 30],
    ['PageUp', 10],
    ['Home', 0],
    ['End', 45],
  ])('%s gives the row before it %i of the 45 percent that both rows hold', (keys, to) => {
    expect(dividerAfterKey(press(keys), 20, 45)).toBe(to);
  });

  it('stops where either row holds nothing', () => {
    expect([dividerAfterKey(press('PageUp'), 5, 45), dividerAfterKey(press('PageDown'), 40, 45)]).toEqual([
      0, 45,
    ]);
  });

  it('that does not move it is left to the page', () => {
    for (const key of ['Enter', 'Tab', 'a']) expect(dividerAfterKey(press(key), 20, 45)).toBeNull();
  });
});
