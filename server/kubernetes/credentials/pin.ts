import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PinnedIdentity } from '#lib/view/pinned-identity.ts';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { type Identity, identityOf } from '#server/kubernetes/credentials/identity.ts';
import { identityInWords } from '#server/kubernetes/credentials/identity-words.ts';
import { reason } from '#server/kubernetes/credentials/kubeconfig.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** A context as read at one moment, and the identity it refers to. */
export interface Pin {
  /** The authorities are embedded, so later changes to the file they came from do not matter. */
  context: ChosenContext;
  identity: Identity;
  words: PinnedIdentity;
  /** The files besides the kubeconfig that determine the identity. */
  files: readonly string[];
}

/**
 * pinOf reads the files that a context refers to. It embeds the authorities in the context, so that what is judged now is what is trusted
 * later. Throws CredentialsError when they cannot be read.
 */
export function pinOf(chosen: ChosenContext): Pin {
  const authority = chosen.cluster['certificate-authority'];
  const context = withAuthority(chosen);
  const identity = identityOf(context, authority !== '');
  const { user } = context;
  const files = [authority, user['client-certificate'], user['client-key'], user.tokenFile];
  return {
    context,
    identity,
    words: identityInWords(context, identity),
    files: files.filter((file) => file !== ''),
  };
}

/** renewedPin merges renewed entries of the same identity into its pin: an owner that is known stays known. */
export function renewedPin(before: Pin, now: Pin): Pin {
  const certificateOf = now.identity.certificateOf || before.identity.certificateOf;
  const tokenOf = now.identity.tokenOf || before.identity.tokenOf;
  return { ...now, identity: { ...now.identity, certificateOf, tokenOf } };
}

/** pinIds returns ids for an identity and for its server that are the same in every run, derived from what the screen shows of it. */
export function pinIds({ words, identity }: Pin): { id: string; serverId: string } {
  const { namespace: _, ...who } = words;
  return {
    id: digest(Object.values(who)),
    serverId: digest([identity.server, identity.trust, ...identity.authorities]),
  };
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

function withAuthority(context: ChosenContext): ChosenContext {
  const { cluster, clusterName } = context;
  const file = cluster['certificate-authority'];
  if (file === '' || cluster['certificate-authority-data'].length > 0) return context;
  try {
    const authority = { 'certificate-authority': '', 'certificate-authority-data': readFileSync(file) };
    return { ...context, cluster: { ...cluster, ...authority } };
  } catch (error) {
    throw new CredentialsError(
      `The certificate-authority of the cluster "${clusterName}", ${file}, cannot be read: ${reason(error)}.`,
    );
  }
}
