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

/** The edit in progress of each Service. */
export const drafts = keptByTab<TrafficDraft>({
  keyOf: draftStorageKey,
  encode: encodeDraft,
  decode: decodeDraft,
});

/**
 * What is offered as a whole and in review, over the edit in progress, which stays as it is beneath. It is nobody's work: a reload
 * or another page ends it.
 */
export const proposedDrafts = keptValues<TrafficDraft>(null);

/** The changes of each Service that this tab sent. */
export const ownChanges = keptByTab<OwnChanges>({
  keyOf: ownChangesKey,
  encode: encodeOwnChanges,
  decode: decodeOwnChanges,
});
