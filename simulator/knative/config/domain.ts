import { parse, YAMLParseError } from 'yaml';
import { LABEL } from '#lib/knative/labels.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { CLUSTER_DOMAIN } from '#simulator/controllers/names.ts';
import { type ConfigData, ConfigError } from '#simulator/knative/config/reader.ts';

/** `config-domain` (knative/serving v0.50 `pkg/reconciler/route/config/domain.go`): domains with the labels that select them. */
export interface DomainConfig {
  domains: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** parseDomain parses `config-domain`; the default domain is `svc.<cluster domain>` if none is configured for all. Throws ConfigError. */
export function parseDomain(data: ConfigData): DomainConfig {
  const domains = new Map<string, Record<string, string>>();
  for (const [domain, text] of Object.entries(data)) {
    if (domain !== '_example') domains.set(domain, parseSelector(text));
  }
  const hasDefault = [...domains.values()].some((selector) => Object.keys(selector).length === 0);
  if (!hasDefault) domains.set(`svc.${CLUSTER_DOMAIN}`, {});
  return { domains };
}

function parseSelector(text: string): Record<string, string> {
  const value = parseYaml(text) ?? {};
  if (!isRecord(value)) throw wrongType(value, 'Go value of type config.domainInternalConfig');
  const selector = value['selector'] ?? {};
  if (!isRecord(selector)) {
    throw wrongType(selector, 'Go struct field domainInternalConfig.selector of type map[string]string');
  }
  // Scalars become strings, as in Go, which converts the YAML to JSON for the target type.
  return Object.fromEntries(Object.entries(selector).map(([label, value]) => [label, String(value)]));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line ?? 1;
    const [why = ''] = error.message.split('\n');
    throw new ConfigError(`error converting YAML to JSON: yaml: line ${line}: ${why}`);
  }
}

function wrongType(value: unknown, into: string): ConfigError {
  const name = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return new ConfigError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${name} into ${into}`,
  );
}

/**
 * domainFor selects an object's domain by its labels: the cluster's domain for cluster-local ones, otherwise the domain with the most
 * matching labels; ties go to the first by name.
 */
export function domainFor(
  { domains }: DomainConfig,
  labels: Readonly<Record<string, string>> | undefined,
): string {
  if (labels?.[LABEL.visibility] === 'cluster-local') return `svc.${CLUSTER_DOMAIN}`;
  let found: { domain: string; specificity: number } | undefined;
  for (const [domain, selector] of domains) {
    const selectorLabels = Object.entries(selector);
    if (selectorLabels.some(([label, value]) => labels?.[label] !== value)) continue;
    const isBetter =
      found === undefined ||
      selectorLabels.length > found.specificity ||
      (selectorLabels.length === found.specificity && domain < found.domain);
    if (isBetter) found = { domain, specificity: selectorLabels.length };
  }
  return found?.domain ?? '';
}
