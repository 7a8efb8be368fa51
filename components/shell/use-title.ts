'use client';
import { useEffect } from 'react';

/** useTitle puts a mark before the page's title, which shows on a background tab; null removes it. */
export function useTitle(mark: string | null): void {
  useEffect(() => {
    if (mark === null) return undefined;
    const prefix = `${mark} · `;
    const put = () => {
      // The router resets the title when it renders the page's metadata.
      if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
    };
    const observer = new MutationObserver(put);
    put();
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
    };
  }, [mark]);
}
