import { isNamed } from '#server/named-error.ts';

/** A request for an object of a kind that the ownership tree does not show, or that the cluster does not serve. */
export class UnreadableKindError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is UnreadableKindError {
    return isNamed(value, 'UnreadableKindError');
  }
  override readonly name = 'UnreadableKindError' as const;

  constructor(apiVersion: string, kind: string) {
    super(`Sluice does not read objects of kind ${kind} in ${apiVersion}.`);
  }
}
