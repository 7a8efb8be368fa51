import { CredentialsError } from '#server/kubernetes/errors.ts';

/** Address of the API server. */
export interface ServerAddress {
  /** Scheme, host, port and path without a trailing slash; no query, no user. */
  url: string;
  /** Credentials are sent over TLS only. */
  isTls: boolean;
}

/**
 * readServerAddress reads a kubeconfig's `server` as client-go does (rest/url_utils.go): an address without a scheme is plain HTTP, query
 * and fragment are dropped, the scheme may be in capitals. Unlike kubectl it refuses a user name or password in the address, since
 * addresses are shown and logged. `cluster` names the entry in the CredentialsError.
 */
export function readServerAddress(server: string, cluster: string): ServerAddress {
  const refuse = (why: string): never => {
    throw new CredentialsError(`The server of the cluster "${cluster}" ${why}.`);
  };
  if (hasSpaceOrControl(server)) return refuse('has a space or a control character in its address');
  if (server.includes('\\')) return refuse('has a backslash in its address');
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(server);
  if (!hasScheme && server.includes('/')) return refuse('is neither an http(s) address nor host:port');
  const url = URL.parse(hasScheme ? server : `http://${server}`);
  if (url === null) return refuse('is not a valid address: check host and port');
  if (url.username !== '' || url.password !== '') {
    return refuse(
      'has a user name or password in its address, which is shown and logged: put them in the user entry',
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse(`has the scheme ${url.protocol.slice(0, -1)}, but only http and https are supported`);
  }
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, isTls: url.protocol === 'https:' };
}

function hasSpaceOrControl(text: string): boolean {
  return /[\p{Cc}\p{Zs}]/u.test(text);
}
