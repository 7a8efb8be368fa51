'use client';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { isSingleKey, shortcutOf } from '#lib/keys/shortcut.ts';
import { Subscribable } from '#lib/subscribable.ts';

// WCAG 2.1.4: keys without a modifier can be turned off, because speech input types them by accident.
const STORAGE_KEY = 'sluice.singleKeys';
const changes = new Subscribable();

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
    // Storage is forbidden: the choice has no effect, and the control shows that it did not change.
  }
  changes.notify();
}

/** useSingleKeys returns whether shortcuts without a modifier are on. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(changes.subscribe, singleKeysOn, () => true);
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

/** useShortcuts listens for keys on the page. `onKey` gets the key as shortcutOf names it, and returns whether it handled it. */
export function useShortcuts(onKey: (key: string, event: KeyboardEvent) => boolean): void {
  const single = useSingleKeys();
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const key = shortcutOf(event);
    if (key === null) return;
    if (isSingleKey(event) && (!single || isTyping(event))) return;
    if (onKey(key, event)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
