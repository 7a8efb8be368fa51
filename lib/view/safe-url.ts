import { foreignText } from '#lib/format/mask-secrets.ts';

/** An address that may be a link: `safeUrl` has judged it. */
export type SafeUrl = string & { readonly safeUrl: unique symbol };

/** A host name (also in its `xn--` form) or an IP address, perhaps a port, and what may follow, in the characters of RFC 3986. */
const WEB_ADDRESS =
  /^https?:\/\/(?:[a-z\d](?:[a-z\d._-]{0,252}[a-z\d])?\.?|\[[\da-f:.]{2,45}\])(?::\d{1,5})?(?:[/?#][\w\-.~:/?#[\]@!$&'()*+,;=%]*)?$/i;
const LONGEST = 2_048;

/**
 * safeUrl returns an address of the cluster's as one that may be a link; null for one that is not plainly a web page's. Only http and
 * https pass, without a user part, which would make one host look like another, and without characters that browsers drop or
 * turn. Whatever does not pass is shown as text.
 */
export function safeUrl(address: string | null | undefined): SafeUrl | null {
  if (typeof address !== 'string' || address.length > LONGEST) return null;
  return WEB_ADDRESS.test(address) ? (address as SafeUrl) : null;
}

/** addressText returns an address of the cluster's as a text to show, whether or not it may be a link: a password in it masked. Null when absent. */
export function addressText(address: unknown): string | null {
  return typeof address === 'string' && address !== '' ? foreignText(address, LONGEST) : null;
}
