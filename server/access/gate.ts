import type { HostKind } from '#server/access/hosts.ts';
import type { Session } from '#server/access/sessions.ts';

/** What the guard asks of the sessions and tokens behind it. */
export interface Gate {
  /** The host name that only this Sluice has. */
  readonly ownHost: string;
  readonly cookieName: string;
  isScriptToken(text: string): boolean;
  findSession(id: string, host: HostKind): Session | undefined;
  isProof(session: Session, text: string): boolean;
}
