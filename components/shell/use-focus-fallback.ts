'use client';
import { useEffect } from 'react';

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]';

/**
 * useFocusFallback keeps the focus on the page: when the focused element disappears or becomes disabled, and nothing else takes the
 * focus, it moves to the nearest remaining element around it. An element with `data-focus-home` passes it to its first tab stop. A click
 * on an empty area still clears the focus, as everywhere.
 */
export function useFocusFallback(): void {
  useEffect(() => {
    /** The element that has or had the focus, and its ancestors. */
    let path: Element[] = [];
    let frame = 0;
    const remember = (event: FocusEvent) => {
      path = [];
      for (let at = event.target as Element | null; at !== null; at = at.parentElement) path.push(at);
    };
    const forget = (event: PointerEvent) => {
      if ((event.target as Element | null)?.closest(FOCUSABLE) === null) path = [];
    };
    const isLost = () => document.activeElement === document.body && path.length > 0;
    const look = () => {
      if (!isLost() || frame !== 0) return;
      // A component that closes or replaces something may first move the focus to one of its own elements.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          frame = 0;
          if (isLost()) nearest(path)?.focus({ preventScroll: true });
        });
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['disabled'],
    });
    document.addEventListener('focusin', remember);
    document.addEventListener('pointerdown', forget, true);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      document.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', forget, true);
    };
  }, []);
}

function nearest(path: readonly Element[]): HTMLElement | null {
  for (const element of path.slice(1)) {
    if (!element.isConnected || element === document.body) continue;
    if (element.hasAttribute('data-focus-home')) {
      const stop = element.querySelector<HTMLElement>('[tabindex="0"]');
      if (stop !== null) return stop;
    }
    if (element instanceof HTMLElement && element.matches('[tabindex]')) return element;
  }
  return document.querySelector<HTMLElement>('#main');
}
