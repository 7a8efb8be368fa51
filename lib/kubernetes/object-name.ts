const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const DNS_SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const MAX_SUBDOMAIN = 253;

/** isNamespaceName reports whether text is a valid namespace name: a DNS label (RFC 1123), at most 63 characters. */
export function isNamespaceName(text: string): boolean {
  return DNS_LABEL.test(text);
}

/**
 * isObjectName reports whether text is a valid name for an object that Sluice shows: a DNS subdomain (RFC 1123), at most 253 characters.
 */
export function isObjectName(text: string): boolean {
  return text.length <= MAX_SUBDOMAIN && DNS_SUBDOMAIN.test(text);
}
