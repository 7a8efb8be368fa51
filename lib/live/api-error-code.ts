/** Every way in which the HTTP API refuses (docs/http-api.md); a closed list, so that both ends can switch over it. */
export const API_ERROR_CODES = [
  'badRequest',
  'tooLarge',
  'unauthorized',
  'crossSite',
  'wrongHost',
  'notFound',
  'readOnly',
  'forbidden',
  'clusterUnauthorized',
  'conflict',
  'invalid',
  'stale',
  'tooMany',
  'unreachable',
  'internal',
] as const;

export type ApiErrorCode = (typeof API_ERROR_CODES)[number];
