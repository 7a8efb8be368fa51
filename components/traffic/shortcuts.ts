'use client';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

// WCAG 2.1.4: keys without a modifier can be turned off, because speech input types them by accident.
const STORAGE_KEY = 'sluice.singleKeys';
const listeners = new Set<() => void>();

function singleKeysOn(): boolean {
  try {
    return window.localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    return true;
  }
}

/** setSingleKeys turns shortcuts without a modifier on or off for this browser. */
export function setSingleKeys(on: boolean): void {
  try {
    window.localStorage.setItem(STORAGE_KEY, on ? 'on' : 'off');
  } catch {
    // Storage is forbidden: the choice holds for nobody, and the control shows that it stays as it was.
  }
  for (const listener of listeners) listener();
}

/** useSingleKeys tells whether shortcuts without a modifier are on. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    singleKeysOn,
    () => true,
  );
}

/** isTyping reports whether a key press belongs to a text field, a menu or a dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input:not([type=range]):not([type=radio]), textarea, select, [contenteditable], [role=menu], [role=dialog], [role=alertdialog]',
    ) !== null
  );
}

/** What of a key press a shortcut depends on. */
type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'repeat' | 'isComposing' | 'defaultPrevented'
>;

/** Keys that step on for as long as they are held. */
const REPEATED: ReadonlySet<string> = new Set(['[', ']', 'j', 'k', 'mod+z', 'mod+shift+z', 'mod+y']);

/**
 * shortcutOf names a key press with its modifiers, e.g. `mod+z`, `mod+shift+z`, `?`, where `mod` is Ctrl or ⌘. Null for one that is
 * no shortcut, and for what a held key repeats: it would apply what its first press put into review, or discard what was beneath.
 */
export function shortcutOf(event: KeyPress): string | null {
  if (event.defaultPrevented || event.isComposing || event.altKey) return null;
  const mod = event.ctrlKey || event.metaKey;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const key = `${mod ? 'mod+' : ''}${event.shiftKey && mod ? 'shift+' : ''}${name}`;
  return event.repeat && !REPEATED.has(key) ? null : key;
}

/** useShortcuts listens for keys on the page. `onKey` gets the key as shortcutOf names it, and returns whether it took it. */
export function useShortcuts(onKey: (key: string, event: KeyboardEvent) => boolean): void {
  const single = useSingleKeys();
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const key = shortcutOf(event);
    if (key === null) return;
    const plain = !event.ctrlKey && !event.metaKey && event.key.length === 1;
    if (plain && (!single || isTyping(event))) return;
    if (onKey(key, event)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
