'use client';
import type { TrafficDraft } from '#lib/traffic-draft/draft.ts';
import { decodeDraft, draftStorageKey, encodeDraft } from '#lib/traffic-draft/stored-draft.ts';

// Drafts live outside the component tree, so that they outlast navigation; and in session storage, so that they outlast a
// reload. Session storage is a tab's own: two tabs never write one draft.

interface Slot {
  draft: TrafficDraft | null;
  listeners: Set<() => void>;
}

const slots = new Map<string, Slot>();

function slotOf(cluster: string, uid: string): Slot {
  const key = draftStorageKey(cluster, uid);
  let slot = slots.get(key);
  if (slot === undefined) {
    slot = { draft: readStored(key, uid), listeners: new Set() };
    slots.set(key, slot);
  }
  return slot;
}

/** getDraft returns the draft of a Service; null where none was begun. */
export function getDraft(cluster: string, uid: string): TrafficDraft | null {
  return typeof window === 'undefined' ? null : slotOf(cluster, uid).draft;
}

/** putDraft keeps a draft, or forgets it (null), and tells whoever shows it. */
export function putDraft(cluster: string, uid: string, draft: TrafficDraft | null): void {
  const slot = slotOf(cluster, uid);
  slot.draft = draft;
  writeStored(draftStorageKey(cluster, uid), draft);
  for (const listener of slot.listeners) listener();
}

/** subscribeDraft listens to the draft of a Service. Returns the unsubscriber. */
export function subscribeDraft(cluster: string, uid: string, listener: () => void): () => void {
  const { listeners } = slotOf(cluster, uid);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// A browser may forbid storage (private windows, policies). Then drafts outlast navigation only.
function readStored(key: string, uid: string): TrafficDraft | null {
  try {
    const text = window.sessionStorage.getItem(key);
    return text === null ? null : decodeDraft(text, uid);
  } catch {
    return null;
  }
}

function writeStored(key: string, draft: TrafficDraft | null): void {
  try {
    if (draft === null) window.sessionStorage.removeItem(key);
    else window.sessionStorage.setItem(key, encodeDraft(draft));
  } catch {
    // Storage is full or forbidden; the draft in memory is whole.
  }
}
