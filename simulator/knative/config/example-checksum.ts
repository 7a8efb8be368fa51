import { crc32 } from 'node:zlib';

/** The annotation by which a ConfigMap of Knative's tells that its example was not meant to be changed. */
export const EXAMPLE_CHECKSUM = 'knative.dev/example-checksum';

/** checksumOf is `configmap.Checksum` of knative.dev/pkg: newlines are folded, into a backslash and an n, before they are summed. */
export function checksumOf(text: string): string {
  const folded = text.trim().replaceAll(/(?:\r?\n)+/g, String.raw`\n`);
  return crc32(folded).toString(16).padStart(8, '0');
}
