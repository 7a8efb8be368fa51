import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { certificatesOf } from '#server/kubernetes/credentials/trust.ts';

/** What must stay the same for a run: which server, whose word for it, and which person. Compared, never shown or logged as a whole. */
export interface Identity {
  server: string;
  /** How the server proves itself: the authorities' fingerprints, the name asked for, whether it has to at all. */
  trust: string;
  user: string;
  /** How the person proves herself, without what may be renewed: a token's text, a certificate's dates. */
  proof: string;
}

/** identityOf returns what a context stands for. */
export function identityOf(context: ChosenContext): Identity {
  const { cluster, user, server } = context;
  const authority =
    cluster['certificate-authority-data'].length > 0
      ? cluster['certificate-authority-data'].toString('latin1')
      : read(cluster['certificate-authority']);
  const { exec, 'auth-provider': provider } = user;
  return {
    server: server.url,
    trust: JSON.stringify([
      certificatesOf(authority)
        .map((pem) => new X509Certificate(pem).fingerprint256)
        .sort(),
      cluster['tls-server-name'],
      cluster['insecure-skip-tls-verify'],
    ]),
    user: context.userName,
    proof: JSON.stringify([
      [user.as, user['as-uid'], user['as-groups'], user['as-user-extra']],
      user.token === '' ? null : subjectOfToken(user.token),
      user.tokenFile,
      user.username,
      user['client-certificate-data'].length > 0
        ? subjectOfCertificate(user['client-certificate-data'].toString('latin1'))
        : user['client-certificate'],
      exec === null ? null : [exec.command, exec.args, exec.env.map(({ name, value }) => `${name}=${value}`)],
      provider === null
        ? null
        : [
            provider.name,
            provider.config['idp-issuer-url'],
            provider.config['client-id'],
            subjectOfToken(provider.config['id-token'] ?? ''),
          ],
    ]),
  };
}

/**
 * describeChange says in a sentence what a kubeconfig now says of a context that differs from what a run started with; empty
 * when it is the same server, trust and person.
 */
export function describeChange(name: string, before: Identity, now: Identity): string {
  const stays = 'Sluice goes on with what it started with. To follow the kubeconfig, restart Sluice.';
  if (now.server !== before.server)
    return `The context ${name} now points to ${now.server}, and no longer to ${before.server}. ${stays}`;
  if (now.trust !== before.trust) {
    return `The context ${name} now trusts another certificate or server name for ${before.server}. ${stays}`;
  }
  if (now.user !== before.user)
    return `The context ${name} now uses the user ${now.user}, and no longer ${before.user}. ${stays}`;
  if (now.proof !== before.proof)
    return `The user ${now.user} of the context ${name} now signs in as somebody else or in another way. ${stays}`;
  return '';
}

/** Issuer and subject of a JSON Web Token; `opaque` for any other token, which does not say whose it is. */
function subjectOfToken(token: string): string {
  const payload = token.split('.')[1];
  if (payload === undefined) return 'opaque';
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return 'opaque';
    const { iss, sub } = claims as { iss?: unknown; sub?: unknown };
    return JSON.stringify([iss, sub]);
  } catch {
    return 'opaque';
  }
}

function subjectOfCertificate(pem: string): string {
  const [leaf] = certificatesOf(pem);
  return leaf === undefined ? 'unreadable' : new X509Certificate(leaf).subject;
}

function read(file: string): string {
  try {
    return file === '' ? '' : readFileSync(file, 'latin1');
  } catch {
    // The check of the entries has said so already.
    return '';
  }
}
