import { GoTemplate } from '#simulator/knative/config/go-template.ts';
import { type ConfigData, ConfigError, ConfigReader } from '#simulator/knative/config/reader.ts';

/** How plain HTTP requests are handled. */
type HttpProtocol = 'enabled' | 'disabled' | 'redirected';

/**
 * `config-network` (`pkg/config/config.go` of knative.dev/networking as used by serving v0.50): the keys that the embedded cluster
 * supports.
 */
export interface NetworkConfig {
  ingressClass: string;
  certificateClass: string;
  domainTemplate: GoTemplate;
  tagTemplate: GoTemplate;
  rolloutDurationSeconds: number;
  autocreateClusterDomainClaims: boolean;
  defaultExternalScheme: string;
  externalDomainTls: boolean;
  clusterLocalDomainTls: boolean;
  httpProtocol: HttpProtocol;
}

/** domainTemplate parses a host template; its values are Name, Namespace, Domain, Annotations and Labels. */
const domainTemplate = (text: string): GoTemplate =>
  new GoTemplate('domain-template', 'config.DomainTemplateValues', text);

const tagTemplate = (text: string): GoTemplate =>
  new GoTemplate('tag-template', 'config.TagTemplateValues', text);

/** The shipped domain template; cluster-local hosts always use it. */
export const DEFAULT_DOMAIN_TEMPLATE = domainTemplate('{{.Name}}.{{.Namespace}}.{{.Domain}}');

/** parseNetwork parses `config-network`. Throws ConfigError. */
export function parseNetwork(data: ConfigData): NetworkConfig {
  const reader = new ConfigReader(data);
  const ingressClass = reader.text('istio.ingress.networking.knative.dev', 'ingress.class', 'ingress-class');
  const certificateClass = reader.text(
    'cert-manager.certificate.networking.knative.dev',
    'certificate.class',
    'certificate-class',
  );
  const domain = reader.text('{{.Name}}.{{.Namespace}}.{{.Domain}}', 'domainTemplate', 'domain-template');
  const tag = reader.text('{{.Tag}}-{{.Name}}', 'tagTemplate', 'tag-template');
  const rolloutDurationSeconds = reader.integer(0, 64, 'rolloutDuration', 'rollout-duration');
  const autocreateClusterDomainClaims = reader.boolean(
    false,
    'autocreateClusterDomainClaims',
    'autocreate-cluster-domain-claims',
  );
  const defaultExternalScheme = reader.text('http', 'defaultExternalScheme', 'default-external-scheme');
  if (rolloutDurationSeconds < 0) {
    throw new ConfigError(`rollout-duration must be a positive integer, but was ${rolloutDurationSeconds}`);
  }
  return {
    ingressClass,
    certificateClass,
    domainTemplate: checkedDomainTemplate(domain),
    tagTemplate: checkedTagTemplate(tag),
    rolloutDurationSeconds,
    autocreateClusterDomainClaims,
    defaultExternalScheme,
    externalDomainTls: isEnabled(data['external-domain-tls'] ?? data['auto-tls'] ?? data['autoTLS']),
    httpProtocol: parseHttpProtocol(data),
    clusterLocalDomainTls: parseEncryption(data, 'cluster-local-domain-tls'),
  };
}

const isEnabled = (text: string | undefined): boolean => text?.toLowerCase() === 'enabled';

/** Rendering the template with sample values must yield a host and nothing else. */
function checkedDomainTemplate(text: string): GoTemplate {
  const template = domainTemplate(text);
  const host = template.render({
    Name: 'foo',
    Namespace: 'bar',
    Domain: 'baz.com',
    Annotations: {},
    Labels: {},
  });
  const [authority = ''] = host.split(/[/?#]/);
  const path = host.slice(authority.length).replace(/#.*$/s, '');
  if (authority.includes(' ')) {
    throw new ConfigError(`parse "https://${host}": invalid character " " in host name`);
  }
  if (authority.replace(/:\d*$/, '') === '') throw new ConfigError('empty hostname');
  if (path !== '' && path !== '/')
    throw new ConfigError(`domain template has url path: ${path.replace(/^(?!\/)/, '/')}`);
  return template;
}

function checkedTagTemplate(text: string): GoTemplate {
  const template = tagTemplate(text);
  template.render({ Name: 'foo', Tag: 'v2' });
  return template;
}

function parseHttpProtocol(data: ConfigData): HttpProtocol {
  const text = data['http-protocol'] ?? data['httpProtocol'] ?? '';
  const value = text.toLowerCase();
  if (value === '') return 'enabled';
  if (value === 'enabled' || value === 'disabled' || value === 'redirected') return value;
  const named = data['http-protocol'] ?? '';
  throw new ConfigError(`httpProtocol ${named} in config-network ConfigMap is not supported`);
}

function parseEncryption(data: ConfigData, key: string): boolean {
  const text = data[key] ?? '';
  if (['', 'disabled', 'enabled'].includes(text.toLowerCase())) return isEnabled(text);
  throw new ConfigError(
    `${key} with value: ${JSON.stringify(text)} in config-network ConfigMap is not supported`,
  );
}
