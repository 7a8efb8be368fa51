import type { StreamMessage, Topic } from '#lib/live/protocol.ts';

/** Why the server does not let this browser follow: its code and words. */
export interface RefusedMessage {
  type: 'refused';
  code: string;
  message: string;
}

/** The stream is not heard; it is tried again at `retryAt` (Unix ms of this browser). */
export interface LostMessage {
  type: 'lost';
  retryAt: number;
}

/** What the relay tells a tab. */
export type RelayMessage = StreamMessage | LostMessage | RefusedMessage;

/** What the worker tells a tab: what its relay says, and its answer when it is asked whether it lives. */
export type WorkerMessage = RelayMessage | { type: 'alive' };

/** What a tab asks of the relay. `lock` names a Web Lock that the tab holds while it lives. */
export type TabMessage =
  | { type: 'hello'; base: string; lock: string; key: string | null }
  /** The browser signed in or out; a worker cannot read local storage. */
  | { type: 'key'; key: string | null }
  | { type: 'want'; topics: readonly Topic[] }
  /** The network is back, or the person asked: try again at once. */
  | { type: 'retry' }
  /** Whether the worker lives; it answers `alive`. */
  | { type: 'ask' };
