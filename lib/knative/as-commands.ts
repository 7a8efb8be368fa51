import { stringify } from 'yaml';
import { knFlagsFor } from '#lib/knative/kn-flags.ts';
import { shellQuote } from '#lib/knative/shell-quote.ts';
import { trafficPatch } from '#lib/knative/traffic-patch.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/** A change of `spec.traffic` of one Service. */
export interface TrafficChange {
  /** The kubeconfig context; null leaves the current one. */
  context?: string | null;
  namespace: string;
  name: string;
  uid: string;
  /** The name that `spec.template` gives its revision; null where Knative makes it. */
  templateName: string | null;
  /** What stands there; null when `spec.traffic` is absent. */
  base: readonly TrafficTarget[] | null;
  next: readonly TrafficTarget[];
}

/** The same change as others would make it. */
export interface Commands {
  /** Null when kn's flags cannot make exactly this list. */
  kn: string | null;
  /** Why there is no kn command; null when there is one. */
  knMissing: string | null;
  kubectl: string;
  /** The `spec.traffic` part of a manifest, as a patch that `kubectl patch --patch-file` takes, with words on how to use it. */
  yaml: string;
}

/** asCommands writes a change as a `kn` command, a `kubectl patch` with the same tests, and YAML for Git. */
export function asCommands(change: TrafficChange): Commands {
  const kn = knCommand(change);
  return {
    kn,
    knMissing: kn === null ? whyNoKn(change) : null,
    kubectl: kubectlCommand(change),
    yaml: `${yamlWords(change)}${trafficYaml(change.next)}`,
  };
}

/** trafficYaml writes `spec.traffic` as a fragment of a manifest. */
export function trafficYaml(traffic: readonly TrafficTarget[]): string {
  return stringify({ spec: { traffic } });
}

/**
 * Knative does not default a template whose name has not changed, and `kubectl apply` sends the containers as the manifest has
 * them: left out, a container's name and readinessProbe differ from what stands in the cluster, and the webhook refuses
 * (`revision_defaults.go` SetDefaults, `service_validation.go` "Saw the following changes without a name change").
 */
function yamlWords({ namespace, name, templateName }: TrafficChange): string {
  const lines = [
    'Change the traffic alone, with this text in a file:',
    `  kubectl patch services.serving.knative.dev ${shellQuote(name)} --namespace ${shellQuote(namespace)} --type merge --patch-file traffic.yaml`,
    'Or put it in place of spec.traffic in the manifest in Git.',
    ...(templateName === null
      ? []
      : [
          `That manifest names its revision, ${templateName}. While the name stays, Knative takes \`kubectl apply\` only where`,
          'the manifest gives each container its name and its readinessProbe, as the cluster holds them. Where none were given:',
          '  name: user-container',
          '  readinessProbe: {successThreshold: 1, tcpSocket: {port: 0}}',
        ]),
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}

function whyNoKn({ uid, base, next }: TrafficChange): string {
  return trafficPatch(uid, base, next).length === 0
    ? 'Nothing changes.'
    : 'kn cannot make exactly this list with its flags; use kubectl or YAML.';
}

function knCommand(change: TrafficChange): string | null {
  const flags = change.base === null ? null : knFlagsFor(change.base, change.next);
  if (flags === null) return null;
  return commandLine('kn service update', change, [
    ...flags.untag.flatMap((tag) => ['--untag', tag]),
    ...flags.tag.flatMap((pair) => ['--tag', pair]),
    ...flags.traffic.flatMap((pair) => ['--traffic', pair]),
  ]);
}

function kubectlCommand(change: TrafficChange): string {
  const patch = JSON.stringify(trafficPatch(change.uid, change.base, change.next));
  return commandLine('kubectl patch services.serving.knative.dev', change, ['--type=json', '-p', patch]);
}

function commandLine(
  command: string,
  { context, namespace, name }: TrafficChange,
  words: readonly string[],
): string {
  const where = ['--namespace', namespace];
  if (context !== undefined && context !== null) where.push('--context', context);
  return [command, ...[name, ...where, ...words].map(shellQuote)].join(' ');
}
