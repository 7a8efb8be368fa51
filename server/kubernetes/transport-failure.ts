import { errors as undiciErrors } from 'undici';
import {
  ConnectionError,
  CredentialsError,
  ProtocolError,
  type RequestName,
  RequestTimeoutError,
  TooLargeError,
} from '#server/kubernetes/errors.ts';

// Why a request got no complete response.

/**
 * toRequestError maps what undici threw to an error of errors.ts, which names the request. Errors that already do are returned unchanged,
 * and so is the reason of the caller's own abort.
 */
export function toRequestError(call: RequestName & { signal?: AbortSignal }, error: unknown): unknown {
  if (call.signal?.aborted) return call.signal.reason;
  if (error instanceof ProtocolError || error instanceof TooLargeError) return error;
  if (error instanceof CredentialsError) return error;
  if (error instanceof undiciErrors.HeadersTimeoutError) {
    return new RequestTimeoutError(call, 'no answer', error);
  }
  if (error instanceof undiciErrors.BodyTimeoutError) {
    return new RequestTimeoutError(call, 'the response stopped midway', error);
  }
  if (error instanceof undiciErrors.ConnectTimeoutError) {
    return new RequestTimeoutError(call, 'no connection', error);
  }
  return new ConnectionError(call, error);
}

const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * isBroken reports whether an established connection ended before the response. Connections that could not be made, and silent ones, are
 * not broken.
 */
export function isBroken(error: unknown): boolean {
  return error instanceof ConnectionError && BROKEN.has(error.code);
}

/** Node's codes for a certificate that no known authority has signed (OpenSSL X509_V_ERR_*). */
const UNTRUSTED = new Set([
  'CERT_SIGNATURE_FAILURE',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** isUntrusted reports whether no authority that Sluice trusts has signed the server's certificate, or it has expired. */
export function isUntrusted(error: unknown): boolean {
  return error instanceof ConnectionError && UNTRUSTED.has(error.code);
}
