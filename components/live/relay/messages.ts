import type { StreamMessage, Topic } from '#lib/live/protocol.ts';

/** Why the server does not let this browser follow: error code and message. */
interface RefusedMessage {
  type: 'refused';
  code: string;
  message: string;
}

/** The stream is down; the relay retries at `retryAt` (Unix ms of this browser). */
interface LostMessage {
  type: 'lost';
  retryAt: number;
}

/** Messages from the relay to a tab. */
export type RelayMessage = StreamMessage | LostMessage | RefusedMessage;

/** Messages from the worker to a tab: those of its relay, and its answer to a liveness check. */
export type WorkerMessage = RelayMessage | { type: 'alive' };

/** Messages from a tab to the relay. `lock` names a Web Lock that the tab holds for its lifetime. */
export type TabMessage =
  | { type: 'hello'; base: string; lock: string; key: string | null }
  /** The browser signed in or out; a worker cannot read local storage. */
  | { type: 'key'; key: string | null }
  | { type: 'want'; topics: readonly Topic[] }
  /** The network is back, or the user asked: retry immediately. */
  | { type: 'retry' }
  /** Liveness check; the worker answers `alive`. */
  | { type: 'ask' };

/**
 * isSessionOver returns whether this browser's session is over, after a message. A refusal decides, and so does a heartbeat: only it shows
 * that the server accepts the session now, because a snapshot may come from the relay's cache.
 */
export function isSessionOver(before: boolean, message: RelayMessage): boolean {
  if (message.type === 'refused') return message.code === 'unauthorized';
  return message.type === 'heartbeat' ? false : before;
}
