import { stringify } from 'yaml';
import { shellQuote } from '#lib/format/shell-quote.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { knFlagsFor } from '#lib/traffic/commands/kn-flags.ts';
import { trafficPatch } from '#lib/traffic/patch.ts';

/** A change to one Service's `spec.traffic`. */
export interface TrafficChange {
  /** The kubeconfig context; null uses the current one. */
  context?: string | null;
  namespace: string;
  name: string;
  uid: string;
  /** The revision name in `spec.template`; null when Knative generates it. */
  templateName: string | null;
  /** The current list; null when `spec.traffic` is absent. */
  base: readonly TrafficTarget[] | null;
  next: readonly TrafficTarget[];
}

/** The same change for other tools. */
export interface Commands {
  /** Null when kn's flags cannot produce exactly this list. */
  kn: string | null;
  /** Why there is no kn command; null when there is one. */
  knMissing: string | null;
  kubectl: string;
  /** The `spec.traffic` part of a manifest, as a patch for `kubectl patch --patch-file`, with a note on how to use it. */
  yaml: string;
}

/** asCommands formats a change as a `kn` command, as a `kubectl patch` with the same tests, and as YAML for Git. */
export function asCommands(change: TrafficChange): Commands {
  const kn = knCommand(change);
  return {
    kn,
    knMissing: kn === null ? whyNoKn(change) : null,
    kubectl: kubectlCommand(change),
    yaml: `${yamlWords(change)}${trafficYaml(change.next)}`,
  };
}

/** trafficYaml formats `spec.traffic` as a manifest fragment. */
function trafficYaml(traffic: readonly TrafficTarget[]): string {
  return stringify({ spec: { traffic } });
}

/**
 * yamlWords explains how to use the YAML. Knative does not default a template whose name has not changed, and `kubectl apply` sends the
 * containers as they are in the manifest. Where the manifest omits a container's name and readinessProbe, they differ from the cluster's,
 * and the webhook refuses (`revision_defaults.go` SetDefaults, `service_validation.go` "Saw the following changes without a name change").
 */
function yamlWords({ namespace, name, templateName }: TrafficChange): string {
  const lines = [
    'To change only the traffic, save this text as traffic.yaml and run:',
    `  kubectl patch services.serving.knative.dev ${shellQuote(name)} --namespace ${shellQuote(namespace)} --type merge --patch-file traffic.yaml`,
    'Or replace spec.traffic in the manifest in Git with it.',
    ...(templateName === null
      ? []
      : [
          `The manifest names its revision, ${templateName}. Until that name changes, Knative accepts \`kubectl apply\` only if the`,
          'manifest gives each container the name and readinessProbe that the cluster holds. Their defaults are:',
          '  name: user-container',
          '  readinessProbe: {successThreshold: 1, tcpSocket: {port: 0}}',
        ]),
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}

function whyNoKn({ uid, base, next }: TrafficChange): string {
  return trafficPatch(uid, base, next).length === 0
    ? 'Nothing changes.'
    : 'kn’s flags cannot express this list exactly; use kubectl or YAML.';
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
