import { ENTER_PATH } from '#lib/access/page-access.ts';
import type { Gate } from '#server/access/gate.ts';
import type { HostKind } from '#server/access/hosts.ts';
import { LaunchCodes } from '#server/access/launch-codes.ts';
import {
  answerProofOf,
  type Call,
  hashOf,
  type NewSecret,
  proofOf,
  sameSecret,
  scriptProofOf,
} from '#server/access/secrets.ts';
import { type Session, Sessions, type SessionsOptions } from '#server/access/sessions.ts';
import { type WrongCodeCounts, WrongCodes } from '#server/access/wrong-codes.ts';
import type { Clock } from '#server/clock.ts';

export interface AccessOptions extends Pick<SessionsOptions, 'saved' | 'save'> {
  clock: Clock;
  newSecret: NewSecret;
  scriptToken: string;
  /** The host name that only this Sluice has. */
  ownHost: string;
  port: number;
  onWrongCodes: (counts: WrongCodeCounts) => void;
  /** Called when a browser signs in or out, with its session and how many there are then. */
  onSession: (
    event: 'signedIn' | 'signedOut',
    session: Pick<Session, 'host' | 'mark'>,
    sessions: number,
  ) => void;
}

/** Who may in: the launch codes, the sessions and the script token of one Sluice. */
export class Access implements Gate {
  readonly ownHost: string;
  readonly cookieName: string;
  readonly codes: LaunchCodes;
  readonly sessions: Sessions;
  readonly wrongCodes: WrongCodes;
  /** What pages compute their proof over; another one in each life of the server. No secret. */
  readonly challenge: string;
  readonly onSession: AccessOptions['onSession'];
  readonly #port: number;
  readonly #scriptToken: string;

  constructor(options: AccessOptions) {
    const { clock, newSecret, ownHost, port } = options;
    this.ownHost = ownHost;
    // Cookies do not tell ports apart, and forwarded ports can bring two Sluices of one port to one host name.
    this.cookieName = `sluice-${port}-${hashOf(ownHost).replaceAll(/[-_]/g, '').slice(0, 8)}`;
    this.challenge = newSecret();
    this.codes = new LaunchCodes({ clock, newSecret });
    this.sessions = new Sessions(options);
    this.wrongCodes = new WrongCodes({ clock, report: options.onWrongCodes });
    this.onSession = options.onSession;
    this.#port = port;
    this.#scriptToken = options.scriptToken;
  }

  isScriptToken(text: string): boolean {
    return sameSecret(text, this.#scriptToken);
  }

  findSession(id: string, host: HostKind): Session | undefined {
    return this.sessions.find(id, host);
  }

  isProof(session: Session, call: Call, text: string): boolean {
    return sameSecret(text, proofOf(session.key, this.challenge, call));
  }

  /**
   * Judges what a script sends in place of its token, `<nonce>.<proof>`. Returns what proves the answer to the script; undefined when
   * the script has not got the token, or asks for another port.
   */
  answerScript(text: string): ((addresses: readonly [string, string]) => string) | undefined {
    const [, nonce, proof] = /^([\w-]{16,64})\.([\w-]{1,64})$/.exec(text) ?? [];
    if (nonce === undefined || proof === undefined) return undefined;
    const asked = { port: this.#port, challenge: this.challenge, nonce };
    if (!sameSecret(proof, scriptProofOf(this.#scriptToken, asked))) return undefined;
    return (addresses) => answerProofOf(this.#scriptToken, asked, addresses);
  }

  /** The addresses that a code opens: under the name of its own first, and where a browser cannot find that. */
  addresses(code: string): { own: string; shared: string } {
    const at = (host: string) => `http://${host}:${this.#port}${ENTER_PATH}#code=${code}`;
    return { own: at(this.ownHost), shared: at('127.0.0.1') };
  }
}
