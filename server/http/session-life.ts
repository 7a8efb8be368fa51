import { openAccess } from '#server/access/open-access.ts';
import type { Session } from '#server/access/sessions.ts';

/** What a stream needs from the session that it belongs to. */
export interface StreamLife {
  /** Aborted when the request is gone or the session ends, whichever is first. */
  signal: AbortSignal;
  /** Call this when the stream ends, for whatever reason. */
  onEnd: () => void;
}

/**
 * whileSignedIn opens a stream that ends with its session, and keeps the session in use until the stream ends. Scripts have no session:
 * their streams end only with the request. Throws what `open` throws.
 */
export function whileSignedIn<T>(
  session: Session | undefined,
  signal: AbortSignal,
  open: (life: StreamLife) => T,
): T {
  if (session === undefined) return open({ signal, onEnd: () => undefined });
  const onEnd = openAccess().sessions.hold(session);
  try {
    return open({ signal: AbortSignal.any([signal, session.ended]), onEnd });
  } catch (error) {
    onEnd();
    throw error;
  }
}
