'use client';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { Button } from './button.tsx';
import { CrossIcon } from './icons.tsx';

interface Toast {
  id: number;
  text: ReactNode;
  action?: { label: string; run: () => void };
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const NONE: readonly Toast[] = [];

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** showToast shows a short message at the bottom of the screen, with at most one action. Returns what takes it away. */
export function showToast(text: ReactNode, action?: Toast['action']): () => void {
  const toast = { id: nextId++, text, action };
  set([...toasts.slice(-2), toast]);
  return () => {
    if (toasts.includes(toast)) set(toasts.filter(({ id }) => id !== toast.id));
  };
}

/** clearToasts takes all messages away, with their actions. */
export function clearToasts(): void {
  if (toasts.length > 0) set([]);
}

const SHOWN_MS = 10_000;

/** ToastRegion shows the messages; mount it once. */
export function ToastRegion() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
    () => NONE,
  );
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      // The buttons that apply and discard stand at the bottom, on phones in two lines.
      className="pointer-events-none no-print fixed inset-x-0 bottom-16 z-40 flex flex-col items-center gap-2 p-4 max-lg:bottom-36"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const close = () => set(toasts.filter(({ id }) => id !== toast.id));
  useEffect(() => {
    const timer = setTimeout(() => set(toasts.filter(({ id }) => id !== toast.id)), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id]);
  const { action } = toast;
  return (
    <div className="pointer-events-auto flex max-w-full animate-[rise_140ms] items-center gap-3 rounded-[10px] border border-line-strong bg-panel py-1.5 pr-1.5 pl-4 text-sm shadow-float">
      <span>{toast.text}</span>
      {action === undefined ? null : (
        <Button
          size="small"
          onClick={() => {
            action.run();
            close();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button variant="ghost" size="small" aria-label="Dismiss" onClick={close}>
        <CrossIcon size={12} />
      </Button>
    </div>
  );
}
