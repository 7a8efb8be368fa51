import { answerNowhere } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

export {
  answerNowhere as DELETE,
  answerNowhere as GET,
  answerNowhere as PATCH,
  answerNowhere as POST,
  answerNowhere as PUT,
};
