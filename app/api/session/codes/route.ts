import { answerSession, issueCode } from '#server/http/session-routes.ts';

export const dynamic = 'force-dynamic';

/** Issues a launch code. */
export function POST(request: Request): Promise<Response> {
  return answerSession(request, issueCode);
}
