import { createHash } from 'node:crypto';

/** The cluster domain. */
export const CLUSTER_DOMAIN = 'cluster.local';

const LONGEST_NAME = 63;
const MD5_HEX_LENGTH = 32;
const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * childName joins a parent's name and a suffix in at most 63 characters, truncating and hashing the parent if needed (knative.dev/pkg
 * `kmeta/names.go`).
 */
export function childName(parent: string, suffix: string): string {
  if (parent.length + suffix.length <= LONGEST_NAME) return parent + suffix;
  const hash = createHash('md5').update(parent).digest('hex');
  const head = parent.slice(0, Math.max(0, LONGEST_NAME - MD5_HEX_LENGTH - suffix.length));
  return head + hash + suffix;
}

/**
 * privateServiceName returns the name of the Service that selects a Revision's pods (`pkg/reconciler/serverlessservice/resources/names`).
 */
export const privateServiceName = (revision: string): string => childName(revision, '-private');

/** templateHash replaces Kubernetes' pod template hash: ten characters of the same alphabet, derived only from the template. */
export function templateHash(template: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(template)).digest();
  let hash = '';
  for (const byte of digest.subarray(0, 10)) hash += SAFE_LETTERS[byte % SAFE_LETTERS.length] ?? '';
  return hash;
}

/** sha256 returns 64 hex digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
