import { parseTopic } from '#lib/live/protocol.ts';
import { ApiError } from '#server/http/api-error.ts';
import { encodedAnswer } from '#server/http/json-answer.ts';
import { answer } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Returns a topic's snapshot with its cursor. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ cluster: string; topic: string[] }> },
): Promise<Response> {
  const { cluster: name, topic } = await params;
  return answer(request, name, async ({ caller, cluster }) => {
    const text = topic.join('/');
    const parsed = parseTopic(text);
    if (parsed === undefined) throw new ApiError('notFound', `There is no topic ${text.slice(0, 300)}.`);
    return encodedAnswer(await cluster.live.snapshot(parsed.topic, caller));
  });
}
