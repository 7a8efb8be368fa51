import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EditorKeyState, editorCommand, keyBeside } from '#lib/traffic/draft/editor-keys.ts';

const state = (more: Partial<EditorKeyState> = {}): EditorKeyState => ({
  dialog: null,
  disabled: false,
  changed: true,
  canUndo: true,
  active: { key: 'a-2', percent: 10 },
  isTyping: false,
  isLayerOpen: false,
  ...more,
});

describe('editorCommand', () => {
  it.each([
    ['mod+z', { do: 'undo' }],
    ['mod+shift+z', { do: 'redo' }],
    ['mod+y', { do: 'redo' }],
    ['mod+Enter', { do: 'review' }],
    ['Escape', { do: 'discard' }],
    ['e', { do: 'even' }],
    ['f', { do: 'fold' }],
    ['l', { do: 'lock', row: 'a-2' }],
    ['t', { do: 'addTag', row: 'a-2' }],
    ['[', { do: 'preset', percent: 5 }],
    [']', { do: 'preset', percent: 25 }],
    ['j', { do: 'focusRow', step: 1 }],
    ['k', { do: 'focusRow', step: -1 }],
  ])('%s does its work', (key, command) => {
    expect(editorCommand(key, state())).toEqual(command);
  });

  it('ignores other keys', () => {
    for (const key of ['a', '?', 'r', 'Enter', 'Tab', 'mod+e'])
      expect(editorCommand(key, state())).toBeNull();
  });

  it('applies only from the review, which the same keys open first', () => {
    expect(editorCommand('mod+Enter', state({ dialog: 'review' }))).toEqual({ do: 'apply' });
    expect(editorCommand('mod+Enter', state({ dialog: 'conflict' }))).toBeNull();
  });

  it('does nothing behind a dialog or while editing is disabled', () => {
    for (const key of ['mod+z', 'mod+y', 'Escape', 'e', 'f', 'l', 't', '[', ']', 'j', 'k']) {
      expect(editorCommand(key, state({ dialog: 'review' }))).toBeNull();
      expect(editorCommand(key, state({ dialog: 'conflict' }))).toBeNull();
      expect(editorCommand(key, state({ disabled: true }))).toBeNull();
    }
    expect(editorCommand('mod+Enter', state({ disabled: true }))).toBeNull();
  });

  it('without a step to undo, offers to undo the change that was applied, except in a text field', () => {
    expect(editorCommand('mod+z', state({ canUndo: false }))).toEqual({ do: 'undoApplied' });
    expect(editorCommand('mod+z', state({ canUndo: false, isTyping: true }))).toBeNull();
  });

  it('discards only an edit, and only when Escape closes nothing else', () => {
    expect(editorCommand('Escape', state({ changed: false }))).toBeNull();
    expect(editorCommand('Escape', state({ isLayerOpen: true }))).toBeNull();
  });

  it('consumes the keys of a row without effect when there is no row', () => {
    for (const key of ['l', 't', '[', ']'])
      expect(editorCommand(key, state({ active: null }))).toEqual({ do: 'none' });
  });

  it.each([
    [0, '[', 0],
    [1, '[', 0],
    [100, '[', 50],
    [0, ']', 1],
    [26, ']', 50],
    [26, '[', 25],
  ])('from %i %%, %s goes to the next preset', (percent, key, expected) => {
    expect(editorCommand(key, state({ active: { key: 'a', percent } }))).toEqual({
      do: 'preset',
      percent: expected,
    });
  });

  it('has no preset above 100 %', () => {
    expect(editorCommand(']', state({ active: { key: 'a', percent: 100 } }))).toEqual({ do: 'none' });
  });
});

describe('keyBeside', () => {
  it('steps through the rows and stays at the ends', () => {
    const keys = ['a', 'b', 'c'];
    expect(['a', 'b', 'c'].map((key) => keyBeside(keys, key, 1))).toEqual(['b', 'c', 'c']);
    expect(['a', 'b', 'c'].map((key) => keyBeside(keys, key, -1))).toEqual(['a', 'a', 'b']);
  });

  it('starts with the first row', () => {
    expect(keyBeside(['a', 'b'], null, 1)).toBe('a');
    expect(keyBeside(['a', 'b'], 'folded away', -1)).toBe('a');
    expect(keyBeside([], null, 1)).toBeUndefined();
  });

  it('always names an existing row', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1 }),
        fc.option(fc.string()),
        fc.integer(),
        (keys, from, step) => {
          expect(keys).toContain(keyBeside(keys, from, step));
        },
      ),
    );
  });
});
