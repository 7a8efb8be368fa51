import type { ReactNode } from 'react';

/** Kbd shows a key; hidden from screen readers and on touch screens, where there is no such key. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd
      aria-hidden="true"
      className="mono rounded border border-current/40 px-1 text-[10.5px] leading-4 font-medium pointer-coarse:hidden"
    >
      {children}
    </kbd>
  );
}
