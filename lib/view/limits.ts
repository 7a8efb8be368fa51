/**
 * How long desired pods may be missing before that needs attention. A start takes seconds, or a minute or two with a large image;
 * Knative itself waits 10 minutes for a new Revision and indefinitely for one that was ready.
 */
export const START_LIMIT_MS = 2 * 60_000;

/** How long Knative may work on a change (a Route, an ingress, a new revision) before that needs attention. */
export const PROGRESS_LIMIT_MS = 5 * 60_000;
