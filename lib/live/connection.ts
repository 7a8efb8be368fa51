import { type Cursor, HEARTBEAT_DEADLINE_MS, type Topic } from '#lib/live/protocol.ts';

/** A topic that a page in this browser follows, and the cursor to resume it from. */
export interface FollowedTopic {
  topic: Topic;
  cursor: Cursor | null;
}

/**
 * The browser's single stream. `idle`: nothing is followed; `open`: a stream carries `topics` (`openedAt`, `receivedAt`: Unix ms);
 * `waiting`: the stream was lost and reopens at `retryAt`.
 */
export type ConnectionStep =
  | { phase: 'idle' }
  | { phase: 'open'; topics: readonly Topic[]; openedAt: number; receivedAt: number; failures: number }
  | { phase: 'waiting'; retryAt: number; failures: number };

export type ConnectionInput =
  | { type: 'followed'; topics: readonly Topic[] }
  | { type: 'received' }
  /** The stream ended or could not be opened. */
  | { type: 'failed' }
  /** The server announced that it is stopping. */
  | { type: 'bye' }
  | { type: 'tick' };

/** What the caller does next, once: open a stream for these topics (and close the previous one), close it, or nothing. */
export type ConnectionEffect = { type: 'open'; topics: readonly Topic[] } | { type: 'close' } | undefined;

const FIRST_DELAY_MS = 500;
/** Short, because the server is near its browser and there is one stream per browser. */
const LONGEST_DELAY_MS = 3_000;
/** A stream that was up for this long was healthy; when it ends, the delays start over. */
const HEALTHY_MS = 10_000;

/**
 * backoffMs returns the delay in ms after that many consecutive failures. It doubles each time, and half of it is random. `random` is in
 * [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1));
  return full / 2 + (full / 2) * random;
}

/**
 * nextStep implements the whole policy of the stream: which topics it carries, when it counts as lost (no heartbeat for 10 s) and when to
 * retry. Pure: `followed` are the topics followed now, `now` is Unix ms, `random` is in [0, 1).
 */
export function nextStep(
  step: ConnectionStep,
  input: ConnectionInput,
  followed: readonly Topic[],
  now: number,
  random: number,
): { step: ConnectionStep; effect: ConnectionEffect } {
  switch (input.type) {
    case 'followed':
      if (input.topics.length === 0) {
        return { step: { phase: 'idle' }, effect: step.phase === 'open' ? { type: 'close' } : undefined };
      }
      if (step.phase === 'waiting') return { step, effect: undefined };
      if (step.phase === 'open' && sameTopics(step.topics, input.topics)) return { step, effect: undefined };
      return opened(input.topics, now, step.phase === 'open' ? step.failures : 0);
    case 'received':
      if (step.phase !== 'open') return { step, effect: undefined };
      return { step: { ...step, receivedAt: now }, effect: undefined };
    case 'failed':
    case 'bye':
      if (step.phase !== 'open') return { step, effect: undefined };
      return waiting(step, now, random);
    case 'tick':
      break;
  }
  // After the clock is set back, the elapsed time is unknown: an open stream gets the full deadline again, a lost one reopens.
  if (step.phase === 'open' && now < step.receivedAt)
    return { step: { ...step, openedAt: Math.min(step.openedAt, now), receivedAt: now }, effect: undefined };
  if (step.phase === 'open' && now - step.receivedAt >= HEARTBEAT_DEADLINE_MS)
    return waiting(step, now, random);
  const isDue = step.phase === 'waiting' && (now >= step.retryAt || step.retryAt - now > LONGEST_DELAY_MS);
  if (!isDue) return { step, effect: undefined };
  return followed.length === 0
    ? { step: { phase: 'idle' }, effect: undefined }
    : opened(followed, now, step.failures);
}

function opened(
  topics: readonly Topic[],
  now: number,
  failures: number,
): { step: ConnectionStep; effect: ConnectionEffect } {
  return {
    step: { phase: 'open', topics, openedAt: now, receivedAt: now, failures },
    effect: { type: 'open', topics },
  };
}

function waiting(
  step: Extract<ConnectionStep, { phase: 'open' }>,
  now: number,
  random: number,
): { step: ConnectionStep; effect: ConnectionEffect } {
  const healthy = step.receivedAt - step.openedAt >= HEALTHY_MS;
  const failures = healthy ? 1 : step.failures + 1;
  return {
    step: { phase: 'waiting', retryAt: now + backoffMs(failures, random), failures },
    effect: { type: 'close' },
  };
}

function sameTopics(a: readonly Topic[], b: readonly Topic[]): boolean {
  return a.length === b.length && a.every((topic) => b.includes(topic));
}

/** streamQuery encodes topics and cursors for the stream's address: `topic=services&cursor=…&topic=…&cursor=`. */
export function streamQuery(topics: readonly FollowedTopic[]): string {
  return topics
    .map(
      ({ topic, cursor }) => `topic=${encodeURIComponent(topic)}&cursor=${encodeURIComponent(cursor ?? '')}`,
    )
    .join('&');
}
