import { byteLength } from '#lib/go/text.ts';

const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const MAX_LENGTH = 63;

/**
 * dns1035Problems returns why a string is not a valid DNS-1035 label, in the exact words of `IsDNS1035Label` (k8s.io/apimachinery v0.35
 * `pkg/util/validation`). Empty for a valid label.
 */
export function dns1035Problems(value: string): string[] {
  const problems: string[] = [];
  if (byteLength(value) > MAX_LENGTH) problems.push(`must be no more than ${MAX_LENGTH} characters`);
  if (!DNS_1035.test(value)) {
    problems.push(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
        "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is " +
        "'[a-z]([-a-z0-9]*[a-z0-9])?')",
    );
  }
  return problems;
}
