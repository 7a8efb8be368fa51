'use client';
import { type KeptFormat, type KeptValues, keptValues } from '#lib/kept-values.ts';
import type { TrafficDraft } from '#lib/traffic/draft/draft.ts';
import { decodeDraft, draftStorageKey, encodeDraft } from '#lib/traffic/draft/stored-draft.ts';
import {
  decodeOwnChanges,
  encodeOwnChanges,
  type OwnChanges,
  ownChangesKey,
} from '#lib/traffic/proposals/own-change.ts';

/** Session storage belongs to one tab: no two tabs write the same value. */
function keptByTab<T>(format: KeptFormat<T>): KeptValues<T> {
  return keptValues({ format, storage: () => window.sessionStorage });
}

/** The edit in progress, per Service. */
export const drafts = keptByTab<TrafficDraft>({
  keyOf: draftStorageKey,
  encode: encodeDraft,
  decode: decodeDraft,
});

/**
 * The complete proposal in review. It lies over the edit in progress, which stays unchanged beneath it. It is not the user's own work, so
 * a reload or navigation discards it.
 */
export const proposedDrafts = keptValues<TrafficDraft>(null);

/** The changes that this tab sent, per Service. */
export const ownChanges = keptByTab<OwnChanges>({
  keyOf: ownChangesKey,
  encode: encodeOwnChanges,
  decode: decodeOwnChanges,
});
