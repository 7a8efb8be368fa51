import type { HostKind } from '#server/access/hosts.ts';
import type { Call } from '#server/access/secrets.ts';
import type { Session } from '#server/access/sessions.ts';

/** What the guard asks of the sessions and tokens behind it. */
export interface Gate {
  /** The host name that only this Sluice has. */
  readonly ownHost: string;
  readonly cookieName: string;
  isScriptToken(text: string): boolean;
  findSession(id: string, host: HostKind): Session | undefined;
  /** Whether a text proves that who makes this call has the session's key. */
  isProof(session: Session, call: Call, text: string): boolean;
}
