/** Code of a failed connection to a proxy; the error's message says which proxy and why. */
export const PROXY_UNREACHABLE = 'ERR_PROXY_UNREACHABLE';

/**
 * connectionWords describes in a sentence why a connection failed. It keeps Node's and OpenSSL's own words where they are clear, and
 * replaces them where they talk about programs and flags.
 */
export function connectionWords(cause: unknown): string {
  // Node combines the failures of several addresses (localhost as ::1 and 127.0.0.1) into one error without a message.
  if (cause instanceof AggregateError && cause.message === '') {
    return cause.errors.map((error) => connectionWords(error)).join('; ');
  }
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : '';
  const known = WORDS[code];
  if (known !== undefined) return `${known} (${code})`;
  if (TLS_ENDED.test(code))
    return `the TLS handshake failed: it does not speak TLS, or it refuses the client certificate (${code})`;
  const refusal = proxyRefusal(cause);
  if (refusal !== null) {
    return refusal === 407
      ? 'the proxy requires a user name and password, or rejects the ones it got (407)'
      : `the proxy answered ${refusal} and did not connect`;
  }
  if (code !== PROXY_UNREACHABLE && /socks5/i.test(cause.message))
    return `the SOCKS proxy did not connect: ${socks(cause.message)}`;
  return cause.message.replace(/\s+/g, ' ').trim();
}

/** proxyRefusal returns the status with which a proxy refused a CONNECT (undici ProxyAgent); null for any other failure. */
export function proxyRefusal(cause: unknown): number | null {
  if (!(cause instanceof Error)) return null;
  const code = /^Proxy response \((\d{3})\)/.exec(cause.message)?.[1];
  return code === undefined ? proxyRefusal(cause.cause) : Number(code);
}

const UNTRUSTED = 'no authority that the kubeconfig or this machine trusts signed the server’s certificate';

/** Node's codes for failed certificate checks (OpenSSL X509_V_ERR_*) and TLS errors. */
const WORDS: Readonly<Record<string, string>> = {
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: 'the certificate of the server has expired',
  CERT_NOT_YET_VALID: 'the certificate of the server is not valid yet; is the clock right?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS; is it plain HTTP?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS; is it plain HTTP?',
  ERR_SSL_HTTP_REQUEST: 'the server does not speak TLS; is it plain HTTP?',
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: 'Sluice and the server have no TLS version in common',
};

const TLS_ENDED = /^ERR_SSL_/;

function socks(message: string): string {
  if (/authentication failed/i.test(message)) return 'it rejects the user name and password';
  if (/no accepted authentication type/i.test(message)) return 'it requires a user name and password';
  return message.replace(/\s+/g, ' ').trim();
}
