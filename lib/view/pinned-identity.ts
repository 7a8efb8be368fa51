/** Who Sluice is towards one cluster, in words for a screen: never a secret. */
export interface PinnedIdentity {
  /** The API server's address. */
  server: string;
  /** How the server proves itself. */
  trust: string;
  /** The kubeconfig's user entry; null for a pod's service account, and where the context names none. */
  user: string | null;
  /** How the user signs in: by what, and whose it is where that can be told. */
  signsIn: string;
  /** Whom the user acts as; null for herself. */
  actsAs: string | null;
  /** The context's namespace. */
  namespace: string;
}

/** What the kubeconfig says now of the pinned context, where that is another server, trust or user: it waits for a confirmation. */
export interface IdentityChange {
  /** Names this very change: another one, and the same one in another run of Sluice, has another. */
  id: string;
  before: PinnedIdentity;
  now: PinnedIdentity;
}

/** One line of the difference. */
export interface IdentityRow {
  what: string;
  before: string;
  now: string;
}

/** identityRows returns what differs, the heaviest first. */
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

/** changeSentence says what the kubeconfig now says of a context, by the heaviest of the differences. */
export function changeSentence(context: string, { before, now }: IdentityChange): string {
  if (now.server !== before.server)
    return `The context ${context} now points to ${now.server}, and no longer to ${before.server}.`;
  if (now.trust !== before.trust)
    return `The context ${context} now trusts another certificate or server name for ${before.server}.`;
  if (now.user !== before.user)
    return `The context ${context} now uses the ${userText(now)}, and no longer the ${userText(before)}.`;
  return `The ${userText(now)} of the context ${context} now signs in as somebody else or in another way.`;
}

/** consequences says what confirming a change does: which server gets whose credential from then on, and what ends. */
export function consequences({ before, now }: IdentityChange): string[] {
  const isOtherServer = now.server !== before.server || now.trust !== before.trust;
  return [
    `From now on ${now.server} gets the credential of the ${userText(now)}: ${now.signsIn}.`,
    `${isOtherServer ? before.server : `The credential of the ${userText(before)}`} is not used any more.`,
    `All watches begin anew, in every tab. What was read ${isOtherServer ? 'from the old server' : 'as the old user'} is forgotten, recent history and charts included.`,
    isOtherServer
      ? 'Edits that were not applied stay with the Services of the old server; none is carried over to a Service of the new one.'
      : 'Edits that were not applied stay.',
  ];
}

/** keepsWords says what is true for as long as nobody confirms. */
export function keepsWords({ before }: IdentityChange): string {
  return `Until you confirm, Sluice goes on with ${before.server} as the ${userText(before)}, for as long as that credential holds.`;
}

/** userText names a user entry in a sentence. */
export function userText({ user }: Pick<PinnedIdentity, 'user'>): string {
  return user === null ? 'context without a user entry' : `user ${user}`;
}
