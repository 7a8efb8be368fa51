'use client';
import type { ReactNode } from 'react';
import { type ApiError, isUnanswered } from '#components/actions/api.ts';
import { isMoved } from '#components/traffic/dialogs/editor-dialogs.tsx';

interface StatusLineProps {
  /** Why nothing can be changed; null when it can. */
  readOnlyReason: string | null;
  /** Why the last gesture changed nothing; null when it did. */
  refusedGesture: string | null;
  /** What became of a write that was refused as stale; null when none was. */
  staleWords: string | null;
  /** Why the last Apply was refused; null when it was not. */
  error: ApiError | null;
  /** Problems of the refusal that no row or tag on screen shows. */
  unplaced: string[];
  uid: string;
  /** How the traffic changed elsewhere since the edit began; null when it did not. */
  moved: string | null;
  /** The cluster's verdict on the edit; shown when nothing above applies. */
  children: ReactNode;
}

/** StatusLine shows the most urgent fact about the edit, in one sentence. */
export function StatusLine(props: StatusLineProps) {
  const { readOnlyReason, refusedGesture, staleWords, error, unplaced, uid, moved, children } = props;
  if (readOnlyReason !== null) return <span className="text-ink-2">{readOnlyReason}</span>;
  if (refusedGesture !== null) return <span className="font-medium text-warn">{refusedGesture}</span>;
  if (staleWords !== null) return <span className="font-medium text-warn">{staleWords}</span>;
  if (error !== null && !isMoved(error, uid)) {
    return (
      <span className="font-medium text-bad wrap-anywhere">
        {unplaced.length > 0 ? unplaced.join(' ') : error.message}
        {isUnanswered(error)
          ? ' It is not known yet whether the change was applied. If it was, this page will show it.'
          : ''}
      </span>
    );
  }
  if (moved !== null) return <span className="font-medium text-info">Changed elsewhere: {moved}.</span>;
  return children;
}
