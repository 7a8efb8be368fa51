import { foreignText } from '#lib/format/mask-secrets.ts';

/** An address that may be a link, as validated by `safeUrl`. */
export type SafeUrl = string & { readonly safeUrl: unique symbol };

/** A host name (also in its `xn--` form) or an IP address, an optional port, and an optional rest in the characters of RFC 3986. */
const WEB_ADDRESS =
  /^https?:\/\/(?:[a-z\d](?:[a-z\d._-]{0,252}[a-z\d])?\.?|\[[\da-f:.]{2,45}\])(?::\d{1,5})?(?:[/?#][\w\-.~:/?#[\]@!$&'()*+,;=%]*)?$/i;
const LONGEST = 2_048;

/**
 * safeUrl returns an address from the cluster as one that may be a link; null for one that is not plainly a web page's. It accepts only
 * http and https, without a user part, which would make one host look like another, and without characters that browsers drop or convert.
 * Rejected addresses are shown as text.
 */
export function safeUrl(address: string | null | undefined): SafeUrl | null {
  if (typeof address !== 'string' || address.length > LONGEST) return null;
  return WEB_ADDRESS.test(address) ? (address as SafeUrl) : null;
}

/**
 * addressText returns an address from the cluster as text to show, whether or not it may be a link. It masks passwords. Null when absent.
 */
export function addressText(address: unknown): string | null {
  return typeof address === 'string' && address !== '' ? foreignText(address, LONGEST) : null;
}
