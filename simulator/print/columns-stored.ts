import { resourceId } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { containerCells, labelCells, limitedList } from '#simulator/print/cells.ts';
import { humanDuration } from '#simulator/print/human-duration.ts';
import {
  AGE,
  at,
  type Column,
  integerColumn,
  listAt,
  numberAt,
  since,
  textAt,
  textColumn,
} from '#simulator/print/table.ts';

// The columns of kinds without a controller here, from kubernetes v1.35 pkg/printers/internalversion/printers.go.

/** text is a column with the text at a path, or `otherwise`. */
const text = (name: string, path: string, otherwise = '', priority: 0 | 1 = 0): Column =>
  textColumn(name, (object) => textAt(object, ...path.split('.')) || otherwise, priority);
const integer = (name: string, path: string): Column =>
  integerColumn(name, (object) => numberAt(object, ...path.split('.')));
const boolean = (name: string, path: string): Column => ({
  name,
  type: 'boolean',
  priority: 0,
  cell: (object) => textAt(object, ...path.split('.')) === 'true',
});
const labels = (name: string, path: string, priority: 0 | 1 = 0): Column =>
  textColumn(name, (object) => labelCells(object, ...path.split('.')), priority);

/** jobStatus prints the first condition that is true, in upstream's order; an end comes before a deletion. */
function jobStatus(object: StoredObject): string {
  const isTrue = (type: string): boolean =>
    listAt(object, 'status', 'conditions').some(
      (condition) => textAt(condition, 'type') === type && textAt(condition, 'status') === 'True',
    );
  const ended = ['Complete', 'Failed'].find(isTrue);
  if (ended !== undefined) return ended;
  if (object.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(isTrue) ?? 'Running';
}

function jobCompletions(object: StoredObject): string {
  const succeeded = numberAt(object, 'status', 'succeeded');
  const parallelism = numberAt(object, 'spec', 'parallelism');
  const completions = at(object, 'spec', 'completions');
  if (typeof completions === 'number') return `${succeeded}/${completions}`;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(object: StoredObject, now: number): string {
  const start = Date.parse(textAt(object, 'status', 'startTime'));
  const end = Date.parse(textAt(object, 'status', 'completionTime'));
  if (Number.isNaN(start)) return '';
  return humanDuration((Number.isNaN(end) ? now : end) - start);
}

function lastSchedule(object: StoredObject, now: number): string {
  const last = textAt(object, 'status', 'lastScheduleTime');
  return last === '' ? '<none>' : since(last, now);
}

/** quotaCell prints used and hard amounts: of limits, or of everything else. */
const quotaCell =
  (isOfLimits: boolean) =>
  (object: StoredObject): string =>
    Object.keys(at(object, 'status', 'hard') ?? {})
      .filter((name) => name.startsWith('limits.') === isOfLimits)
      .sort()
      .map((name) => {
        const [used, hard] = ['used', 'hard'].map((field) => textAt(object, 'status', field, name) || '0');
        return `${name}: ${used}/${hard}`;
      })
      .join(', ');

function ingressHosts(object: StoredObject): string {
  const hosts = listAt(object, 'spec', 'rules').map((rule) => textAt(rule, 'host'));
  return limitedList(
    hosts.filter((host) => host !== ''),
    '*',
  );
}

function ingressAddress(object: StoredObject): string {
  return listAt(object, 'status', 'loadBalancer', 'ingress')
    .map((point) => textAt(point, 'ip') || textAt(point, 'hostname'))
    .join(',');
}

function classParameters(object: StoredObject): string {
  const [kind, group, name] = ['kind', 'apiGroup', 'name'].map((field) =>
    textAt(object, 'spec', 'parameters', field),
  );
  if (kind === '') return '<none>';
  return `${kind}${group === '' ? '' : `.${group}`}/${name}`;
}

function claim(object: StoredObject): string {
  const name = textAt(object, 'spec', 'claimRef', 'name');
  return name === '' ? '' : `${textAt(object, 'spec', 'claimRef', 'namespace')}/${name}`;
}

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** scaleTargets prints a HorizontalPodAutoscaler's targets; nothing here measures them. */
function scaleTargets(object: StoredObject): string {
  const targets = listAt(object, 'spec', 'metrics').map((metric) => {
    const name = textAt(metric, 'resource', 'name');
    const percent = textAt(metric, 'resource', 'target', 'averageUtilization');
    if (name === '') return '<unknown>';
    const wanted = percent === '' ? textAt(metric, 'resource', 'target', 'averageValue') : `${percent}%`;
    return `${name}: <unknown>/${wanted}`;
  });
  return targets.length > 2
    ? `${targets.slice(0, 2).join(', ')} + ${targets.length - 2} more...`
    : targets.join(', ') || '<none>';
}

const JOB_TEMPLATE = ['spec', 'jobTemplate', 'spec', 'template'];

/** The columns by resource id. */
export const STORED_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  replicationcontrollers: [
    integer('Desired', 'spec.replicas'),
    integer('Current', 'status.replicas'),
    integer('Ready', 'status.readyReplicas'),
    AGE,
    ...containerCells('spec', 'template'),
    labels('Selector', 'spec.selector', 1),
  ],
  resourcequotas: [textColumn('Request', quotaCell(false)), textColumn('Limit', quotaCell(true)), AGE],
  limitranges: [text('Created At', 'metadata.creationTimestamp')],
  persistentvolumes: [
    text('Capacity', 'spec.capacity.storage', '0'),
    textColumn('Access Modes', (object) =>
      listAt(object, 'spec', 'accessModes')
        .map((mode) => MODES[String(mode)] ?? String(mode))
        .join(','),
    ),
    text('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy'),
    textColumn('Status', (object) =>
      object.metadata.deletionTimestamp === undefined ? textAt(object, 'status', 'phase') : 'Terminating',
    ),
    textColumn('Claim', claim),
    text('StorageClass', 'spec.storageClassName'),
    text('VolumeAttributesClass', 'spec.volumeAttributesClassName', '<unset>'),
    text('Reason', 'status.reason'),
    AGE,
    text('VolumeMode', 'spec.volumeMode', '<unset>', 1),
  ],
  podtemplates: [
    ...containerCells('template').map((column): Column => ({ ...column, priority: 0 })),
    labels('Pod Labels', 'template.metadata.labels'),
  ],
  'statefulsets.apps': [
    textColumn(
      'Ready',
      (object) => `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`,
    ),
    AGE,
    ...containerCells('spec', 'template'),
  ],
  'daemonsets.apps': [
    integer('Desired', 'status.desiredNumberScheduled'),
    integer('Current', 'status.currentNumberScheduled'),
    integer('Ready', 'status.numberReady'),
    integer('Up-to-date', 'status.updatedNumberScheduled'),
    integer('Available', 'status.numberAvailable'),
    labels('Node Selector', 'spec.template.spec.nodeSelector'),
    AGE,
    ...containerCells('spec', 'template'),
    labels('Selector', 'spec.selector.matchLabels', 1),
  ],
  'jobs.batch': [
    textColumn('Status', jobStatus),
    textColumn('Completions', jobCompletions),
    { name: 'Duration', type: 'string', priority: 0, cell: jobDuration },
    AGE,
    ...containerCells('spec', 'template'),
    labels('Selector', 'spec.selector.matchLabels', 1),
  ],
  'cronjobs.batch': [
    text('Schedule', 'spec.schedule'),
    text('Timezone', 'spec.timeZone', '<none>'),
    textColumn('Suspend', (object) => (textAt(object, 'spec', 'suspend') === 'true' ? 'True' : 'False')),
    integerColumn('Active', (object) => listAt(object, 'status', 'active').length),
    { name: 'Last Schedule', type: 'string', priority: 0, cell: lastSchedule },
    AGE,
    ...containerCells(...JOB_TEMPLATE),
    labels('Selector', 'spec.jobTemplate.spec.selector.matchLabels', 1),
  ],
  'ingresses.networking.k8s.io': [
    text('Class', 'spec.ingressClassName', '<none>'),
    textColumn('Hosts', ingressHosts),
    textColumn('Address', ingressAddress),
    textColumn('Ports', (object) => (listAt(object, 'spec', 'tls').length === 0 ? '80' : '80, 443')),
    AGE,
  ],
  'ingressclasses.networking.k8s.io': [
    text('Controller', 'spec.controller'),
    textColumn('Parameters', classParameters),
    AGE,
  ],
  'networkpolicies.networking.k8s.io': [labels('Pod-Selector', 'spec.podSelector.matchLabels'), AGE],
  'poddisruptionbudgets.policy': [
    text('Min Available', 'spec.minAvailable', 'N/A'),
    text('Max Unavailable', 'spec.maxUnavailable', 'N/A'),
    integer('Allowed Disruptions', 'status.disruptionsAllowed'),
    AGE,
  ],
  'priorityclasses.scheduling.k8s.io': [
    integer('Value', 'value'),
    boolean('Global-Default', 'globalDefault'),
    AGE,
    text('PreemptionPolicy', 'preemptionPolicy', 'PreemptLowerPriority', 1),
  ],
  'storageclasses.storage.k8s.io': [
    text('Provisioner', 'provisioner'),
    text('ReclaimPolicy', 'reclaimPolicy', 'Delete'),
    text('VolumeBindingMode', 'volumeBindingMode', 'Immediate'),
    boolean('AllowVolumeExpansion', 'allowVolumeExpansion'),
    AGE,
  ],
  'leases.coordination.k8s.io': [text('Holder', 'spec.holderIdentity'), AGE],
  [resourceId(KUBERNETES.horizontalPodAutoscaler)]: [
    textColumn('Reference', (object) =>
      ['kind', 'name'].map((field) => textAt(object, 'spec', 'scaleTargetRef', field)).join('/'),
    ),
    textColumn('Targets', scaleTargets),
    text('MinPods', 'spec.minReplicas', '<unset>'),
    integer('MaxPods', 'spec.maxReplicas'),
    integer('Replicas', 'status.currentReplicas'),
    AGE,
  ],
};
