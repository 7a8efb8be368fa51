import { parseTopic } from '#lib/live/protocol.ts';
import { ApiError } from '#server/http/api-error.ts';
import { answer } from '#server/http/route.ts';
import { whileSignedIn } from '#server/http/session-life.ts';
import { EVENT_STREAM_HEADERS } from '#server/live/event-stream.ts';

export const dynamic = 'force-dynamic';

const MAX_TOPICS = 64;

/** Event stream for one browser: the topics it follows, each from its cursor. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(
    request,
    (await params).cluster,
    async ({ caller, session, cluster, request: { signal }, url }) => {
      const cursors = url.searchParams.getAll('cursor');
      const topics = url.searchParams.getAll('topic').map((text, index) => {
        const parsed = parseTopic(text);
        if (parsed === undefined)
          throw new ApiError('badRequest', `There is no topic ${text.slice(0, 300)}.`);
        return { topic: parsed.topic, cursor: cursors[index] || null };
      });
      if (topics.length === 0) throw new ApiError('badRequest', 'Name at least one topic: ?topic=services.');
      if (topics.length > MAX_TOPICS)
        throw new ApiError('badRequest', `One stream follows at most ${MAX_TOPICS} topics.`);
      const stream = whileSignedIn(session, signal, (life) =>
        cluster.live.openStream({ topics, caller, ...life }),
      );
      return new Response(stream, { headers: EVENT_STREAM_HEADERS });
    },
  );
}
