/** The fields of a browser's KeyboardEvent that a shortcut depends on. */
interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  /** Whether the key is held down and repeats. */
  repeat: boolean;
  /** Whether an input method is composing a character. */
  isComposing: boolean;
  /** Whether something else has handled the key press. */
  defaultPrevented: boolean;
}

/** Keys that step on for as long as they are held. */
const REPEATED: ReadonlySet<string> = new Set(['[', ']', 'j', 'k', 'mod+z', 'mod+shift+z', 'mod+y']);

/**
 * shortcutOf names a key press with its modifiers, e.g. `mod+z`, `mod+shift+z`, `?`, where `mod` is Ctrl or ⌘. Null for one that is
 * no shortcut, and for what a held key repeats: it would apply what its first press put into review, or discard what was beneath.
 */
export function shortcutOf(press: KeyPress): string | null {
  if (press.defaultPrevented || press.isComposing || press.altKey) return null;
  const mod = press.ctrlKey || press.metaKey;
  const name = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const key = `${mod ? 'mod+' : ''}${press.shiftKey && mod ? 'shift+' : ''}${name}`;
  return press.repeat && !REPEATED.has(key) ? null : key;
}

/**
 * isSingleKey tells a key that types a character from one with a modifier and from named keys such as Escape. Text fields need these
 * for typing, and people can turn them off as shortcuts (WCAG 2.1.4), because speech input types them by accident.
 */
export function isSingleKey({
  key,
  ctrlKey,
  metaKey,
}: Pick<KeyPress, 'key' | 'ctrlKey' | 'metaKey'>): boolean {
  return !ctrlKey && !metaKey && key.length === 1;
}
