import { isNamed } from '#server/named-error.ts';

/** A limit of this process or of one caller is reached: nothing was opened, and a later retry may succeed. */
export class TooManyError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is TooManyError {
    return isNamed(value, 'TooManyError');
  }
  override readonly name = 'TooManyError' as const;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
