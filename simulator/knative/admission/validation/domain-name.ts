const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_1123_LABEL = new RegExp(`^${LABEL}$`);
const DNS_1123_SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

const tooLong = (most: number): string => `must be no more than ${most} characters`;
const example = (words: string, text: string, pattern: string): string =>
  `${words} (e.g. ${text}, regex used for validation is '${pattern}')`;

/**
 * domainNameProblem returns why a name is not a fully qualified domain name, with the message of `IsFullyQualifiedDomainName`
 * (k8s.io/apimachinery v0.35 `pkg/util/validation`) for a field; null when it is valid.
 */
export function domainNameProblem(field: string, name: string): string | null {
  if (name === '') return `${field}: Required value`;
  const invalid = (value: string, problems: readonly string[]): string =>
    `${field}: Invalid value: ${JSON.stringify(value)}: ${problems.join(',')}`;
  const domain = name.endsWith('.') ? name.slice(0, -1) : name;
  const problems = subdomainProblems(domain);
  if (problems.length > 0) return invalid(domain, problems);
  const labels = domain.split('.');
  if (labels.length < 2) {
    return invalid(domain, ['should be a domain with at least two segments separated by dots']);
  }
  const bad = labels.filter((label) => labelProblems(label).length > 0);
  if (bad.length === 0) return null;
  const found = [...new Set(bad.map((label) => invalid(label, labelProblems(label))))];
  return found.length === 1 ? (found[0] ?? null) : `[${found.join(', ')}]`;
}

function subdomainProblems(value: string): string[] {
  const problems = value.length > LONGEST_NAME ? [tooLong(LONGEST_NAME)] : [];
  if (DNS_1123_SUBDOMAIN.test(value)) return problems;
  const words =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...problems, example(words, "'example.com'", `${LABEL}(\\.${LABEL})*`)];
}

function labelProblems(value: string): string[] {
  const problems = value.length > LONGEST_LABEL ? [tooLong(LONGEST_LABEL)] : [];
  if (DNS_1123_LABEL.test(value)) return problems;
  const words =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, example(words, "'my-name',  or '123-abc'", LABEL)];
}
