import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { certificatesOf } from '#server/kubernetes/credentials/trust.ts';

/**
 * What must not change during a run: which server, who vouches for it, and which person. Compared, but never shown or logged as a whole:
 * `trust` and `proof` hold kubeconfig content, including arguments and variables of plugins.
 */
export interface Identity {
  server: string;
  /** How the server proves its identity besides its authorities: the name asked for, and whether it has to at all. */
  trust: string;
  user: string;
  /** How the person authenticates, without what may be renewed: a token's text, a certificate's dates. */
  proof: string;
  /** SHA-256 fingerprints of the authorities, sorted; empty for the machine's own. */
  authorities: readonly string[];
  /** Whether the authorities come from a file, which is rotated in place. */
  isAuthorityFile: boolean;
  /** Owner of the client certificate; empty if none can be read. */
  certificateOf: string;
  /** Owner of the token, `OPAQUE` when the token does not name one; empty if none can be read. */
  tokenOf: string;
}

/** Owner of a token that does not name one. */
export const OPAQUE = 'opaque';

/** identityOf returns the identity of a context that has its authorities embedded, with the current content of its other files. */
export function identityOf(context: ChosenContext, isAuthorityFile: boolean): Identity {
  const { cluster, user, server } = context;
  const { exec, 'auth-provider': provider } = user;
  const certificateOf = ownerOfCertificate(
    user['client-certificate-data'].length > 0
      ? user['client-certificate-data'].toString('latin1')
      : read(user['client-certificate']),
  );
  const token = user.tokenFile === '' ? user.token : read(user.tokenFile).trim();
  const authorities = certificatesOf(cluster['certificate-authority-data'].toString('latin1'))
    .map((pem) => new X509Certificate(pem).fingerprint256)
    .sort();
  return {
    server: server.url,
    trust: JSON.stringify([cluster['tls-server-name'], cluster['insecure-skip-tls-verify']]),
    user: context.userName,
    proof: JSON.stringify([
      [user.as, user['as-uid'], user['as-groups'], user['as-user-extra']],
      user.token !== '',
      user.tokenFile,
      user.username,
      user['client-certificate-data'].length > 0 || user['client-certificate'],
      exec === null ? null : [exec.command, exec.args, exec.env.map(({ name, value }) => `${name}=${value}`)],
      provider === null
        ? null
        : [provider.name, provider.config['idp-issuer-url'], provider.config['client-id']],
    ]),
    authorities,
    isAuthorityFile,
    certificateOf,
    tokenOf: ownerOfToken(token === '' ? (provider?.config['id-token'] ?? '') : token),
  };
}

/** isSameIdentity reports whether a context still refers to the server and the person that a run is pinned to. */
export function isSameIdentity(pinned: Identity, now: Identity): boolean {
  return (
    now.server === pinned.server &&
    now.trust === pinned.trust &&
    isSameAuthority(pinned, now) &&
    now.user === pinned.user &&
    now.proof === pinned.proof &&
    isSameOwner(pinned.certificateOf, now.certificateOf) &&
    isSameOwner(pinned.tokenOf, now.tokenOf)
  );
}

/** During rotation, a file holds both the old and the new authority. */
function isSameAuthority(pinned: Identity, now: Identity): boolean {
  if (JSON.stringify(now.authorities) === JSON.stringify(pinned.authorities)) return true;
  return now.isAuthorityFile && now.authorities.some((authority) => pinned.authorities.includes(authority));
}

/** isSameOwner compares owners. A file that cannot be read for a moment does not count as someone else's. */
export function isSameOwner(pinned: string, now: string): boolean {
  return now === pinned || now === '' || pinned === '';
}

/** ownerOfToken returns subject and issuer of a JSON Web Token, `OPAQUE` for any other token; empty for none. */
export function ownerOfToken(token: string): string {
  if (token === '') return '';
  const payload = token.split('.')[1];
  if (payload === undefined) return OPAQUE;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return OPAQUE;
    const { iss, sub } = claims as { iss?: unknown; sub?: unknown };
    if (typeof sub !== 'string') return OPAQUE;
    return typeof iss === 'string' ? `${sub} by ${iss}` : sub;
  } catch {
    return OPAQUE;
  }
}

/** ownerOfCertificate returns the subject of a PEM text's first certificate; empty when there is none. */
export function ownerOfCertificate(pem: string): string {
  const [leaf] = certificatesOf(pem);
  return leaf === undefined ? '' : new X509Certificate(leaf).subject.replaceAll('\n', ', ');
}

function read(file: string): string {
  try {
    return file === '' ? '' : readFileSync(file, 'latin1');
  } catch {
    // The entry checks have reported this already, or the code that sends the token will.
    return '';
  }
}
