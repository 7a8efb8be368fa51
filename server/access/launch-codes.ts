import type { CodeRefusal } from '#lib/access/page-access.ts';
import { hashOf, type NewSecret } from '#server/access/secrets.ts';
import { type Clock, elapsedMs, type Moment } from '#server/clock.ts';

/** How long a launch code stays valid. */
export const CODE_LIFE_MS = 10 * 60_000;
/** Maximum number of open codes. A new code beyond it expires the oldest. */
export const MAX_OPEN_CODES = 16;
/** How many codes are remembered, so that a person is told whether a code was used or has expired. */
const MAX_REMEMBERED = 256;

type State = { is: 'open'; issuedAt: Moment } | { is: 'used' } | { is: 'expired' };

/** One-time codes in the printed addresses. Only their hashes are kept, in memory, until the server stops. */
export class LaunchCodes {
  readonly #clock: Clock;
  readonly #newSecret: NewSecret;
  /** By hash, oldest first. */
  readonly #codes = new Map<string, State>();

  constructor(options: { clock: Clock; newSecret: NewSecret }) {
    this.#clock = options.clock;
    this.#newSecret = options.newSecret;
  }

  /** Creates a code; `expiresAt` is Unix ms. */
  issue(): { code: string; expiresAt: number } {
    const code = this.#newSecret();
    this.#codes.set(hashOf(code), { is: 'open', issuedAt: this.#clock.moment() });
    const open = [...this.#codes].filter(([, state]) => state.is === 'open');
    for (const [hash] of open.slice(0, -MAX_OPEN_CODES)) this.#codes.set(hash, { is: 'expired' });
    for (const hash of [...this.#codes.keys()].slice(0, -MAX_REMEMBERED)) this.#codes.delete(hash);
    return { code, expiresAt: this.#clock.now() + CODE_LIFE_MS };
  }

  /** Redeems a code. A second attempt with the same code is refused. */
  redeem(code: string): 'ok' | CodeRefusal {
    const hash = hashOf(code);
    const state = this.#codes.get(hash);
    if (state === undefined) return 'unknown';
    if (state.is !== 'open') return state.is;
    const isLate = elapsedMs(this.#clock, state.issuedAt) >= CODE_LIFE_MS;
    this.#codes.set(hash, { is: isLate ? 'expired' : 'used' });
    return isLate ? 'expired' : 'ok';
  }
}
