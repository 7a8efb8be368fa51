import { answerSession, exchangeCode, signOut, tellChallenge } from '#server/http/session-routes.ts';

export const dynamic = 'force-dynamic';

/** Returns the challenge that pages compute their proof over. */
export function GET(request: Request): Promise<Response> {
  return answerSession(request, tellChallenge);
}

/** Exchanges a launch code for a session. */
export function POST(request: Request): Promise<Response> {
  return answerSession(request, exchangeCode);
}

/** Signs out. */
export function DELETE(request: Request): Promise<Response> {
  return answerSession(request, signOut);
}
