import { describe, expect, it } from 'vitest';
import { type EntryState, historyStep } from '#lib/history-step.ts';

/** The entry that opening a parameter pushes. */
function opened(name: string): EntryState {
  const step = historyStep({ name, mode: 'open', wasThere: false, removes: false, entry: null });
  return step.do === 'push' ? step.entry : null;
}

const node = { name: 'node', mode: 'open' as const, wasThere: true, removes: false, entry: null };

describe('a parameter that opens something', () => {
  it('adds a history entry when it appears, which it leaves by going back when it is removed', () => {
    const entry = opened('node');
    expect(entry).not.toBeNull();
    expect(historyStep({ ...node, wasThere: false })).toEqual({ do: 'push', entry });
    expect(historyStep({ ...node, removes: true, entry })).toEqual({ do: 'back' });
  });

  it('stays in its entry while its value changes, so that one Back closes it', () => {
    const entry = opened('node');
    expect(historyStep({ ...node, entry })).toEqual({ do: 'replace', entry });
  });

  it.each<[string, EntryState]>([
    ['the page was opened by a link', null],
    ['another parameter added the entry', opened('revision')],
    ['something else keeps state in the entry', { scroll: 10 }],
  ])('is removed in place when %s: going back would leave the page', (_, entry) => {
    expect(historyStep({ ...node, removes: true, entry })).toEqual({ do: 'replace', entry: null });
  });

  it('adds no entry to a page that was opened by a link with it', () => {
    expect(historyStep(node)).toEqual({ do: 'replace', entry: null });
  });
});

it.each<['push' | 'replace', boolean]>([
  ['push', false],
  ['push', true],
  ['replace', false],
  ['replace', true],
])('%s writes a parameter in that way, removed (%s) or not', (mode, removes) => {
  for (const wasThere of [true, false])
    expect(historyStep({ name: 'ns', mode, wasThere, removes, entry: null })).toEqual({
      do: mode,
      entry: null,
    });
});

it('a value that is written in place keeps the mark of its own entry, and drops that of another parameter', () => {
  const replaced = { mode: 'replace' as const, wasThere: true, removes: false, entry: opened('node') };
  expect(historyStep({ ...replaced, name: 'node' })).toEqual({ do: 'replace', entry: opened('node') });
  expect(historyStep({ ...replaced, name: 'tab' })).toEqual({ do: 'replace', entry: null });
  expect(historyStep({ ...replaced, name: 'node', removes: true })).toEqual({ do: 'replace', entry: null });
});
