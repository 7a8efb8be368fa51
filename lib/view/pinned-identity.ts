/** Sluice's identity on one cluster, as text for a screen; never a secret. */
export interface PinnedIdentity {
  /** The API server's address. */
  server: string;
  /** How the server authenticates itself. */
  trust: string;
  /** The kubeconfig's user entry; null for a pod's service account, and when the context names none. */
  user: string | null;
  /** How the user authenticates: the method, and whose credential it is if known. */
  signsIn: string;
  /** The impersonated user; null without impersonation. */
  actsAs: string | null;
  /** The context's namespace. */
  namespace: string;
}

/** The kubeconfig's current definition of the pinned context, when the server, trust or user differ; it awaits confirmation. */
export interface IdentityChange {
  /** Identifies exactly this change: another change, or the same one in another run of Sluice, has another id. */
  id: string;
  before: PinnedIdentity;
  now: PinnedIdentity;
}

/** One line of the diff. */
export interface IdentityRow {
  what: string;
  before: string;
  now: string;
}

/** identityRows returns what differs, most important first. */
export function identityRows({ before, now }: IdentityChange): IdentityRow[] {
  const rows: IdentityRow[] = [
    { what: 'Server', before: before.server, now: now.server },
    { what: 'Trusted by', before: before.trust, now: now.trust },
    { what: 'User', before: before.user ?? 'none', now: now.user ?? 'none' },
    { what: 'Signs in with', before: before.signsIn, now: now.signsIn },
    { what: 'Acts as', before: before.actsAs ?? 'itself', now: now.actsAs ?? 'itself' },
    { what: 'Namespace', before: before.namespace, now: now.namespace },
  ];
  return rows.filter((row) => row.before !== row.now);
}

/** changeSentence describes what the kubeconfig now says about a context, by the most important difference. */
export function changeSentence(context: string, { before, now }: IdentityChange): string {
  if (now.server !== before.server)
    return `The context ${context} now points to ${now.server}, and no longer to ${before.server}.`;
  if (now.trust !== before.trust)
    return `The context ${context} now trusts another certificate or server name for ${before.server}.`;
  if (now.user !== before.user)
    return `The context ${context} now uses the ${userText(now)}, and no longer the ${userText(before)}.`;
  return `The ${userText(now)} of the context ${context} now signs in as someone else or in another way.`;
}

/** consequences describes what confirming a change does: which server gets whose credential from then on, and what ends. */
export function consequences({ before, now }: IdentityChange): string[] {
  const isOtherServer = now.server !== before.server || now.trust !== before.trust;
  return [
    `From now on ${now.server} gets the credential of the ${userText(now)}: ${now.signsIn}.`,
    `${isOtherServer ? before.server : `The credential of the ${userText(before)}`} is no longer used.`,
    `All watches start over, in every tab. What was read ${isOtherServer ? 'from the old server' : 'as the old user'} is discarded, including recent history and charts.`,
    isOtherServer
      ? 'Edits that were not applied stay with the Services of the old server; none carries over to a Service of the new one.'
      : 'Edits that were not applied stay.',
  ];
}

/** keepsWords describes what stays in effect until someone confirms. */
export function keepsWords({ before }: IdentityChange): string {
  return `Until you confirm, Sluice continues with ${before.server} as the ${userText(before)} as long as that credential is valid.`;
}

/** userText returns the name of a user entry, for use in a sentence. */
export function userText({ user }: Pick<PinnedIdentity, 'user'>): string {
  return user === null ? 'context without a user entry' : `user ${user}`;
}
