import type { HostKind } from '#server/access/hosts.ts';
import type { Call } from '#server/access/secrets.ts';
import type { Session } from '#server/access/sessions.ts';

/** What the guard needs from the sessions and tokens behind it. */
export interface Gate {
  /** Host name that is unique to this instance of Sluice. */
  readonly ownHost: string;
  readonly cookieName: string;
  isScriptToken(text: string): boolean;
  findSession(id: string, host: HostKind): Session | undefined;
  /** Whether a text proves that the caller holds the session's key. */
  isProof(session: Session, call: Call, text: string): boolean;
}
