import { readFileSync } from 'node:fs';
import { type Clock, elapsedMs, LONG_AGO, type Moment } from '#server/clock.ts';
import { reason } from '#server/kubernetes/credentials/kubeconfig.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** A token is read again after this: client-go's minute minus its leeway (transport/token_source.go). */
const FRESH_MS = 50_000;

/** A file with a bearer token that someone else renews. */
export class TokenFile {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #isOwn: (token: string) => boolean;
  #last: { token: string; readAt: Moment } | undefined;

  /** `isOwn` distinguishes a renewed token from someone else's, which is not used. */
  constructor(path: string, clock: Clock, isOwn: (token: string) => boolean) {
    this.#path = path;
    this.#clock = clock;
    this.#isOwn = isOwn;
  }

  /**
   * The token. When the file can no longer be read, or holds someone else's token, the last token stays in use; CredentialsError when there
   * is none.
   */
  token(): string {
    if (this.#last !== undefined && elapsedMs(this.#clock, this.#last.readAt) < FRESH_MS)
      return this.#last.token;
    try {
      const token = readFileSync(this.#path, 'utf8').trim();
      if (token === '') throw new CredentialsError(`The token file ${this.#path} is empty.`);
      if (!this.#isOwn(token))
        throw new CredentialsError(`The token file ${this.#path} now holds someone else's token.`);
      this.#last = { token, readAt: this.#clock.moment() };
      return token;
    } catch (error) {
      if (this.#last !== undefined) return this.#last.token;
      if (error instanceof CredentialsError) throw error;
      throw new CredentialsError(`The token file ${this.#path} cannot be read: ${reason(error)}.`);
    }
  }

  /** Reads the file immediately, after the API server refused the token. Reports whether it holds another one. */
  reread(): boolean {
    const before = this.#last?.token;
    if (this.#last !== undefined) this.#last.readAt = LONG_AGO;
    return this.token() !== before;
  }
}
