import { CredentialsError } from '#server/kubernetes/errors.ts';

/**
 * headerValue encodes a text as the value of an HTTP header, in UTF-8 as Go does. Throws CredentialsError, without the value, when it has a
 * line break or another control character. `what` names it.
 */
export function headerValue(text: string, what: string): string {
  const trimmed = text.replace(/^[ \t]+|[ \t]+$/g, '');
  if (/[\p{Cc}]/u.test(trimmed.replaceAll('\t', ''))) {
    throw new CredentialsError(
      `${what} has a line break or another control character in it, so it cannot be sent.`,
    );
  }
  return Buffer.from(trimmed, 'utf8').toString('latin1');
}
