import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSnapshot, readStream } from '#components/live/relay/read-stream.ts';
import { RefusedError } from '#components/live/relay/refused-error.ts';
import type { StreamMessage } from '#lib/live/protocol.ts';

const NOBODY = new AbortController().signal;
const beats = (count: number): StreamMessage[] =>
  Array.from({ length: count }, (_, now) => ({ type: 'heartbeat', now, apiHeardAt: null }));

/** Calls that are all answered by the same response, and the paths they requested. */
function answering(response: Response) {
  const paths: string[] = [];
  const calls = {
    fetch: (path: string) => {
      paths.push(path);
      return Promise.resolve(response);
    },
  };
  return { calls, paths };
}

/** The server's frames, cut at these byte offsets. */
function pieces(text: string, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start(controller) {
      let from = 0;
      for (const end of ends) {
        if (end > from) controller.enqueue(bytes.slice(from, end));
        from = Math.max(from, end);
      }
      controller.close();
    },
  });
}

async function read(response: Response): Promise<StreamMessage[]> {
  const messages: StreamMessage[] = [];
  const { calls } = answering(response);
  await readStream(calls, '/api/c/one', [], NOBODY, (message) => messages.push(message));
  return messages;
}

describe('the stream', () => {
  test('is requested with its topics and their cursors', async () => {
    const { calls, paths } = answering(new Response(''));
    const wanted = [{ topic: 'services' as const, cursor: 'e:7' }];
    await readStream(calls, '/api/c/one', wanted, NOBODY, () => undefined);
    expect(paths).toEqual(['/api/c/one/live?topic=services&cursor=e%3A7']);
  });

  test('yields the same messages however it is split, even inside a character', async () => {
    const text = fc.string({ unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.array(fc.nat(), { maxLength: 20 }), async (words, cuts) => {
        const sent = words.map((cursor) => ({
          type: 'changes',
          topic: 'services',
          cursor,
          upserted: {},
          removed: {},
        }));
        const frames = sent.map((message) => `data: ${JSON.stringify(message)}\n\n`).join('');
        expect(await read(new Response(pieces(frames, cuts)))).toEqual(sent);
      }),
      { numRuns: 200 },
    );
  });

  test('ignores comments, and an incomplete message at its end', async () => {
    const frames = beats(2).map((message) => `: ping\n\ndata: ${JSON.stringify(message)}\n\n`);
    expect(await read(new Response(`${frames.join('')}data: {"type":"bye"}`))).toEqual(beats(2));
  });
});

describe('a refusal', () => {
  const refused = () =>
    new Response(JSON.stringify({ error: { code: 'unauthorized', message: 'Sign in.' } }), { status: 401 });

  test('of the stream or of a snapshot has the server’s code and message', async () => {
    const wanted = new RefusedError('unauthorized', 'Sign in.');
    await expect(read(refused())).rejects.toEqual(wanted);
    await expect(readSnapshot(answering(refused()).calls, '', 'services', NOBODY)).rejects.toEqual(wanted);
  });

  test('that is not Sluice’s is an error like a lost connection, and names the status', async () => {
    const reading = read(new Response('<html>', { status: 502 }));
    await expect(reading).rejects.toThrow('The server answered 502.');
    await expect(reading).rejects.not.toBeInstanceOf(RefusedError);
  });

  test('is certain for a topic that cannot exist, without a request', async () => {
    const { calls, paths } = answering(new Response(''));
    const topic = 'service/UPPER/case' as const;
    await expect(readSnapshot(calls, '', topic, NOBODY)).rejects.toBeInstanceOf(RefusedError);
    expect(paths).toEqual([]);
  });
});
