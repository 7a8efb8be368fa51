import { createParser } from 'eventsource-parser';
import type { PageCalls } from '#components/access/page-calls.ts';
import { RefusedError } from '#components/live/relay/refused-error.ts';
import { errorBody } from '#lib/api/error-body.ts';
import { parseFrame, parseSnapshot } from '#lib/api/frames.ts';
import * as z from '#lib/api/zod.ts';
import { type FollowedTopic, streamQuery } from '#lib/live/connection.ts';
import { parseTopic, type SnapshotMessage, type StreamMessage, type Topic } from '#lib/live/protocol.ts';

/**
 * readStream opens the event stream and passes on each message until the stream ends. Resolves when the server closes it; rejects with
 * RefusedError, or with the error that fetch throws. `base` is the API path of the cluster.
 */
export async function readStream(
  calls: Pick<PageCalls, 'fetch'>,
  base: string,
  topics: readonly FollowedTopic[],
  signal: AbortSignal,
  onMessage: (message: StreamMessage) => void,
): Promise<void> {
  const response = await calls.fetch(`${base}/live?${streamQuery(topics)}`, { signal, cache: 'no-store' });
  if (!response.ok || response.body === null) throw await refusal(response);
  const parser = createParser({ onEvent: ({ data }) => onMessage(parseFrame(data)) });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    parser.feed(value);
  }
}

/** readSnapshot fetches a topic's snapshot, compressed; rejects like readStream. */
export async function readSnapshot(
  calls: Pick<PageCalls, 'fetch'>,
  base: string,
  topic: Topic,
  signal: AbortSignal,
): Promise<SnapshotMessage> {
  const parsed = parseTopic(topic);
  if (parsed === undefined) throw new RefusedError('badRequest', `There is no topic ${topic}.`);
  const response = await calls.fetch(`${base}/topics/${parsed.topic}`, { signal, cache: 'no-store' });
  if (!response.ok) throw await refusal(response);
  return parseSnapshot(await response.json());
}

async function refusal(response: Response): Promise<Error> {
  const result = z.safeParse(errorBody, await response.json().catch(() => undefined));
  if (!result.success) return new Error(`The server answered ${response.status}.`);
  const { code, message } = result.data.error;
  return new RefusedError(code, message);
}
