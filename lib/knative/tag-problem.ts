import { dns1035Problems } from '#lib/kubernetes/dns-label.ts';

/** tagProblem returns the webhook's message about an invalid tag (`route_validation.go`, without the path); null for a valid one. */
export function tagProblem(tag: string): string | null {
  const problems = dns1035Problems(tag);
  return problems.length === 0 ? null : `invalid value: not a DNS 1035 label: [${problems.join(' ')}]`;
}
