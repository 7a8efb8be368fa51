import type { PageCalls } from '#components/access/page-calls.ts';
import { streamQuery, type WantedTopic } from '#lib/live/connection.ts';
import { parseTopic, type SnapshotMessage, type StreamMessage, type Topic } from '#lib/live/protocol.ts';
import { SseParser } from '#lib/live/sse-parser.ts';

/** The server answered and refused: retrying at once would get the same answer. */
export class RefusedError extends Error {
  override name = 'RefusedError' as const;
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * readStream opens the event stream and hands over each message until it ends. Resolves when the server closes it; rejects
 * with RefusedError, or with what fetch throws. `base` is the API path of the cluster.
 */
export async function readStream(
  calls: PageCalls,
  base: string,
  topics: readonly WantedTopic[],
  signal: AbortSignal,
  onMessage: (message: StreamMessage) => void,
): Promise<void> {
  const response = await calls.fetch(`${base}/live?${streamQuery(topics)}`, { signal, cache: 'no-store' });
  if (!response.ok || response.body === null) throw await refusal(response);
  const parser = new SseParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    for (const event of parser.push(value)) onMessage(JSON.parse(event.data) as StreamMessage);
  }
}

/** readSnapshot fetches a topic's snapshot, compressed; rejects as readStream does. */
export async function readSnapshot(
  calls: PageCalls,
  base: string,
  topic: Topic,
  signal: AbortSignal,
): Promise<SnapshotMessage> {
  const parsed = parseTopic(topic);
  if (parsed === undefined) throw new RefusedError('badRequest', `There is no topic ${topic}.`);
  const response = await calls.fetch(`${base}/topics/${parsed.topic}`, { signal, cache: 'no-store' });
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as SnapshotMessage;
}

async function refusal(response: Response): Promise<Error> {
  const body = (await response.json().catch(() => undefined)) as
    | { error?: { code?: string; message?: string } }
    | undefined;
  const code = body?.error?.code;
  const message = body?.error?.message ?? `The server answered ${response.status}.`;
  return code === undefined ? new Error(message) : new RefusedError(code, message);
}
