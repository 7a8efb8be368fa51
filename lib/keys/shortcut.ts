/** The fields of a browser's KeyboardEvent that a shortcut depends on. */
interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  /** Whether the key is held down and repeating. */
  repeat: boolean;
  /** Whether an input method is composing a character. */
  isComposing: boolean;
  /** Whether something else handled the key press. */
  defaultPrevented: boolean;
}

/** Keys that repeat while held. */
const REPEATED: ReadonlySet<string> = new Set(['[', ']', 'j', 'k', 'mod+z', 'mod+shift+z', 'mod+y']);

/**
 * shortcutOf returns the name of a key press with its modifiers, e.g. `mod+z`, `mod+shift+z`, `?`, where `mod` is Ctrl or ⌘. Returns null
 * for a press that is not a shortcut, and for the repeats of a held key: a repeat would apply what the first press put into review, or
 * discard what was beneath.
 */
export function shortcutOf(press: KeyPress): string | null {
  if (press.defaultPrevented || press.isComposing || press.altKey) return null;
  const mod = press.ctrlKey || press.metaKey;
  const name = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const key = `${mod ? 'mod+' : ''}${press.shiftKey && mod ? 'shift+' : ''}${name}`;
  return press.repeat && !REPEATED.has(key) ? null : key;
}

/**
 * isSingleKey distinguishes a key that types a character from one with a modifier and from named keys such as Escape. Text fields need
 * these keys for typing. People can turn them off as shortcuts (WCAG 2.1.4), because speech input types them by accident.
 */
export function isSingleKey({
  key,
  ctrlKey,
  metaKey,
}: Pick<KeyPress, 'key' | 'ctrlKey' | 'metaKey'>): boolean {
  return !ctrlKey && !metaKey && key.length === 1;
}
