import { describe, expect, it } from 'vitest';
import { isSingleKey, shortcutOf } from '#lib/keys/shortcut.ts';

const press = (key: string, more: Partial<Parameters<typeof shortcutOf>[0]> = {}) =>
  shortcutOf({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    repeat: false,
    isComposing: false,
    defaultPrevented: false,
    ...more,
  });

describe('shortcutOf', () => {
  it('names a key with its modifiers', () => {
    expect(press('Enter', { metaKey: true })).toBe('mod+Enter');
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+z');
    expect(press('?', { shiftKey: true })).toBe('?');
  });

  it.each([
    ['Enter', { ctrlKey: true }],
    ['Escape', {}],
    ['r', {}],
    ['e', {}],
  ])('handles %s once, however long it is held', (key, more) => {
    expect(press(key, more)).not.toBeNull();
    expect(press(key, { ...more, repeat: true })).toBeNull();
  });

  it.each(['[', ']', 'j', 'k'])('keeps stepping while %s is held', (key) => {
    expect(press(key, { repeat: true })).toBe(key);
  });

  it('ignores keys that an input method uses, that another handler took, or that type a character', () => {
    expect(press('e', { isComposing: true })).toBeNull();
    expect(press('Escape', { defaultPrevented: true })).toBeNull();
    expect(press('[', { altKey: true, ctrlKey: true })).toBeNull();
  });
});

it.each([
  ['e', false, false, true],
  ['?', false, false, true],
  ['e', true, false, false],
  ['e', false, true, false],
  ['Escape', false, false, false],
])('%s with Ctrl %s and ⌘ %s is a single key: %s', (key, ctrlKey, metaKey, expected) => {
  expect(isSingleKey({ key, ctrlKey, metaKey })).toBe(expected);
});
