import { foreignText } from '#lib/format/mask-secrets.ts';
import type { PinnedIdentity } from '#lib/view/pinned-identity.ts';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { type Identity, OPAQUE } from '#server/kubernetes/credentials/identity.ts';
import type { UserEntry } from '#server/kubernetes/credentials/kubeconfig-schema.ts';

/** A cluster has one authority, or two while it rotates it. For a longer list, the first ones are enough. */
const FINGERPRINTS_SHOWN = 3;

/** identityInWords returns what the screen shows of a context's identity: no token, password, key or plugin argument. */
export function identityInWords(context: ChosenContext, identity: Identity): PinnedIdentity {
  const { user, namespace, server } = context;
  return {
    server: foreignText(server.url),
    trust: trustWords(context, identity.authorities),
    user: context.userName === '' ? null : foreignText(context.userName),
    signsIn: server.isTls ? signInWords(user, identity) : 'none, since plain HTTP carries no credential',
    actsAs: actsAsWords(user),
    namespace: foreignText(namespace),
  };
}

function trustWords({ cluster, server }: ChosenContext, authorities: readonly string[]): string {
  if (!server.isTls) return 'nothing: plain HTTP';
  const name = cluster['tls-server-name'];
  const under = name === '' ? '' : `, under the name ${foreignText(name)}`;
  if (cluster['insecure-skip-tls-verify']) return `nothing: its certificate is not checked${under}`;
  if (authorities.length === 0) return `the authorities of this machine${under}`;
  const shown = authorities.slice(0, FINGERPRINTS_SHOWN).join(', ');
  const more = authorities.length - FINGERPRINTS_SHOWN;
  const rest = more > 0 ? ` and ${more} more` : '';
  const noun = authorities.length === 1 ? 'the authority' : 'the authorities';
  return `${noun} with SHA-256 ${shown}${rest}${under}`;
}

/** In SignIn's order: an explicit header wins over a plugin and an auth-provider, a certificate over a plugin. */
function signInWords(user: UserEntry, { certificateOf, tokenOf }: Identity): string {
  const of = (whose: string): string => (whose === '' || whose === OPAQUE ? '' : ` of ${foreignText(whose)}`);
  const ways: string[] = [];
  if (user['client-certificate'] !== '' || user['client-certificate-data'].length > 0)
    ways.push(`a client certificate${of(certificateOf)}`);
  if (user.tokenFile !== '') ways.push(`the token${of(tokenOf)} in ${foreignText(user.tokenFile)}`);
  else if (user.token !== '') ways.push(`a token${of(tokenOf)}`);
  else if (user.username !== '') ways.push(`the name ${foreignText(user.username)} and a password`);
  else if (user['auth-provider'] !== null) {
    const { name, config } = user['auth-provider'];
    const issuer = config['idp-issuer-url'] ?? '';
    ways.push(
      `the auth-provider ${foreignText(name)}${issuer === '' ? '' : ` at ${foreignText(issuer)}`}${of(tokenOf)}`,
    );
  } else if (user.exec !== null && ways.length === 0)
    ways.push(`the credential plugin ${foreignText(user.exec.command)}`);
  return ways.length === 0 ? 'nothing' : ways.join(' and ');
}

function actsAsWords(user: UserEntry): string | null {
  if (user.as === '') return null;
  const groups = user['as-groups'];
  const extra = Object.keys(user['as-user-extra']).length;
  return foreignText(
    [
      user.as,
      ...(user['as-uid'] === '' ? [] : [`uid ${user['as-uid']}`]),
      ...(groups.length === 0 ? [] : [`groups ${groups.join(', ')}`]),
      ...(extra === 0 ? [] : [`${extra} extra ${extra === 1 ? 'value' : 'values'}`]),
    ].join(', '),
  );
}
