import { headerValue } from '#server/kubernetes/credentials/header-value.ts';
import type { UserEntry } from '#server/kubernetes/credentials/kubeconfig-schema.ts';

/**
 * impersonationHeaders builds the headers for `as`, `as-uid`, `as-groups` and `as-user-extra`, none without `as`. Keys of extra values are
 * percent-encoded where HTTP does not allow a character in a header's name (client-go transport/round_trippers.go).
 */
export function impersonationHeaders(user: UserEntry): Record<string, string | string[]> {
  if (user.as === '') return {};
  const headers: Record<string, string | string[]> = {
    'Impersonate-User': headerValue(user.as, 'The name in "as"'),
  };
  if (user['as-uid'] !== '')
    headers['Impersonate-Uid'] = headerValue(user['as-uid'], 'The value of "as-uid"');
  const groups = user['as-groups'].map((group) => headerValue(group, 'A group of "as-groups"'));
  if (groups.length > 0) headers['Impersonate-Group'] = groups;
  for (const [key, values] of Object.entries(user['as-user-extra'])) {
    const written = values.map((value) => headerValue(value, `A value of "as-user-extra"`));
    if (written.length > 0) headers[`Impersonate-Extra-${escapeKey(key)}`] = written;
  }
  return headers;
}

function escapeKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[!#$&'*+\-.^_`|~\dA-Za-z]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
