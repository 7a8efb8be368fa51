/**
 * Every way in which the HTTP API refuses a request, with its response status. The list is closed, so that both ends can switch over it.
 */
export const ERROR_STATUS = {
  badRequest: 400,
  tooLarge: 413,
  unauthorized: 401,
  crossSite: 403,
  wrongHost: 421,
  notFound: 404,
  readOnly: 403,
  forbidden: 403,
  clusterUnauthorized: 502,
  conflict: 409,
  invalid: 422,
  stale: 428,
  tooMany: 429,
  unreachable: 503,
  internal: 500,
} as const;

export type ApiErrorCode = keyof typeof ERROR_STATUS;
