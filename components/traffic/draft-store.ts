'use client';
import type { TrafficDraft } from '#lib/traffic-draft/draft.ts';
import { decodeDraft, draftStorageKey, encodeDraft } from '#lib/traffic-draft/stored-draft.ts';
import { keptValues } from './kept-values.ts';

/** The edit in progress of each Service. */
export const drafts = keptValues<TrafficDraft>({
  keyOf: draftStorageKey,
  encode: encodeDraft,
  decode: decodeDraft,
});

/**
 * What is offered as a whole and in review, over the edit in progress, which stays as it is beneath. It is nobody's work: a reload
 * or another page ends it.
 */
export const proposedDrafts = keptValues<TrafficDraft>(null);
