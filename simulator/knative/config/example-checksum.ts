import { crc32 } from 'node:zlib';

/** The annotation with the checksum of a Knative ConfigMap's example, which shows that the example has not been edited. */
export const EXAMPLE_CHECKSUM = 'knative.dev/example-checksum';

/**
 * checksumOf is `configmap.Checksum` of knative.dev/pkg: it replaces newlines with a backslash and an n before it computes the checksum.
 */
export function checksumOf(text: string): string {
  const folded = text.trim().replaceAll(/(?:\r?\n)+/g, String.raw`\n`);
  return crc32(folded).toString(16).padStart(8, '0');
}
