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
  /** Host name that is unique to this instance of Sluice. */
  ownHost: string;
  port: number;
  onWrongCodes: (counts: WrongCodeCounts) => void;
  /** Called when a browser signs in or out, with its session and the number of sessions after that. */
  onSession: (
    event: 'signedIn' | 'signedOut',
    session: Pick<Session, 'host' | 'mark'>,
    sessions: number,
  ) => void;
}

/** Controls access: the launch codes, sessions and script token of one Sluice process. */
export class Access implements Gate {
  readonly ownHost: string;
  readonly cookieName: string;
  readonly codes: LaunchCodes;
  readonly sessions: Sessions;
  readonly wrongCodes: WrongCodes;
  /** What pages compute their proof over. Different after every server start. Not a secret. */
  readonly challenge: string;
  readonly onSession: AccessOptions['onSession'];
  readonly #port: number;
  readonly #scriptToken: string;

  constructor(options: AccessOptions) {
    const { clock, newSecret, ownHost, port } = options;
    this.ownHost = ownHost;
    // Cookies ignore ports, and port forwarding can bring two instances with the same port to the same host name.
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
   * Verifies what a script sends in place of its token, `<nonce>.<proof>`. Returns a function that computes the proof of the answer for the
   * script, or undefined when the script does not have the token or asks for another port.
   */
  answerScript(text: string): ((addresses: readonly [string, string]) => string) | undefined {
    const [, nonce, proof] = /^([\w-]{16,64})\.([\w-]{1,64})$/.exec(text) ?? [];
    if (nonce === undefined || proof === undefined) return undefined;
    const codeRequest = { port: this.#port, challenge: this.challenge, nonce };
    if (!sameSecret(proof, scriptProofOf(this.#scriptToken, codeRequest))) return undefined;
    return (addresses) => answerProofOf(this.#scriptToken, codeRequest, addresses);
  }

  /** Addresses that open a code: `own` under this instance's own name, `shared` for browsers that cannot resolve that name. */
  addresses(code: string): { own: string; shared: string } {
    const at = (host: string) => `http://${host}:${this.#port}${ENTER_PATH}#code=${code}`;
    return { own: at(this.ownHost), shared: at('127.0.0.1') };
  }
}
