import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** An object in a manifest. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** Upstream's own manifests, read from the Go module cache; this repository keeps no copy. */
export interface UpstreamManifests {
  namespace: Manifest[];
  /** ClusterRoles, bindings and the ServiceAccount that Knative's controllers run as. */
  access: Manifest[];
  resourceDefinitions: Manifest[];
  webhooks: Manifest[];
  /** The Secret for the webhooks' certificate. */
  secret: Manifest[];
  /** activator-service, which the ServerlessService reconciler looks up. */
  activatorService: Manifest[];
}

/**
 * readUpstreamManifests reads what `kubectl apply` of a release would create, except Deployments and ConfigMaps. In knative/serving's
 * module, the manifests of networking and caching are symbolic links, which a module archive leaves out.
 */
export function readUpstreamManifests(go: string, moduleFolder: string): UpstreamManifests {
  const folderOf = (module: string): string =>
    execFileSync(go, ['list', '-m', '-f', '{{.Dir}}', module], {
      cwd: moduleFolder,
      encoding: 'utf8',
    }).trim();
  const core = join(folderOf('knative.dev/serving'), 'config', 'core');
  const networking = join(folderOf('knative.dev/networking'), 'config');
  const caching = join(folderOf('knative.dev/caching'), 'config');
  const networkingDefinitions = ['certificate', 'domain-claim', 'ingress', 'serverlessservice'];
  return {
    namespace: readFile(join(core, '100-namespace.yaml')),
    access: [...readFolder(join(core, '200-roles')), ...readFile(join(core, '200-serviceaccount.yaml'))],
    resourceDefinitions: [
      ...readFolder(join(core, '300-resources')),
      ...networkingDefinitions.flatMap((name) => readFile(join(networking, `${name}.yaml`))),
      ...readFile(join(caching, 'image.yaml')),
    ],
    webhooks: readFolder(join(core, 'webhooks')).filter(({ kind }) => kind.endsWith('WebhookConfiguration')),
    secret: readFile(join(core, 'webhooks', 'secret.yaml')),
    activatorService: readFile(join(core, 'deployments', 'activator.yaml')).filter(
      ({ kind }) => kind === 'Service',
    ),
  };
}

function readFolder(folder: string): Manifest[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => readFile(join(folder, name)));
}

function readFile(path: string): Manifest[] {
  return parseAllDocuments(readFileSync(path, 'utf8'))
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);
}
