'use client';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { ValueStore } from '#lib/subscribable.ts';
import { Button } from './button.tsx';
import { CrossIcon } from './icons.tsx';

interface Toast {
  id: number;
  text: ReactNode;
  action?: { label: string; run: () => void };
}

const NONE: readonly Toast[] = [];
const toasts = new ValueStore(NONE);
let nextId = 1;

function remove(id: number): void {
  if (toasts.get().some((toast) => toast.id === id))
    toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** showToast shows a short message at the bottom of the screen, with at most one action. Returns a function that removes it. */
export function showToast(text: ReactNode, action?: Toast['action']): () => void {
  const toast = { id: nextId++, text, action };
  toasts.set([...toasts.get().slice(-2), toast]);
  return () => remove(toast.id);
}

/** clearToasts removes all messages, with their actions. */
export function clearToasts(): void {
  toasts.set(NONE);
}

const SHOWN_MS = 10_000;

/** ToastRegion shows the messages; mount it once. */
export function ToastRegion() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get, () => NONE);
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      // The apply and discard buttons are at the bottom, on phones in two lines.
      className="pointer-events-none no-print fixed inset-x-0 bottom-16 z-40 flex flex-col items-center gap-2 p-4 max-lg:bottom-36"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const close = () => remove(toast.id);
  useEffect(() => {
    const timer = setTimeout(() => remove(toast.id), SHOWN_MS);
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
