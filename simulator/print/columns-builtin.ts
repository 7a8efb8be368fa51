import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import {
  CONFIG_MAP,
  CUSTOM_RESOURCE_DEFINITION,
  NODE,
  PERSISTENT_VOLUME_CLAIM,
  SECRET,
  SERVICE_ACCOUNT,
} from '#simulator/apimachinery/resources.ts';
import { containerCells, labelCells, limitedList } from '#simulator/print/cells.ts';
import { nodeColumns } from '#simulator/print/columns-node.ts';
import { podColumns } from '#simulator/print/columns-pod.ts';
import { RBAC_COLUMNS } from '#simulator/print/columns-rbac.ts';
import { STORED_COLUMNS } from '#simulator/print/columns-stored.ts';
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

// The columns of kubernetes v1.35 pkg/printers/internalversion/printers.go.

function servicePorts(object: StoredObject): string {
  const ports = listAt(object, 'spec', 'ports').map((port) => {
    const node = numberAt(port, 'nodePort');
    const number = node > 0 ? `${numberAt(port, 'port')}:${node}` : textAt(port, 'port');
    return `${number}/${textAt(port, 'protocol') || 'TCP'}`;
  });
  return ports.length === 0 ? '<none>' : ports.join(',');
}

function externalIp(object: StoredObject): string {
  switch (textAt(object, 'spec', 'type')) {
    case 'ExternalName':
      return textAt(object, 'spec', 'externalName');
    case 'LoadBalancer': {
      const ingress = listAt(object, 'status', 'loadBalancer', 'ingress');
      const addresses = ingress.map((point) => textAt(point, 'ip') || textAt(point, 'hostname'));
      return addresses.length === 0 ? '<pending>' : addresses.join(',');
    }
    default:
      return '<none>';
  }
}

/** endpoints returns the addresses of an Endpoints object: at most three, then how many more there are. */
function endpoints(object: StoredObject): string {
  const addresses = listAt(object, 'subsets').flatMap((subset) =>
    listAt(subset, 'ports').flatMap((port) =>
      listAt(subset, 'addresses').map((address) => `${textAt(address, 'ip')}:${textAt(port, 'port')}`),
    ),
  );
  // Subsets without a ready address print as an empty cell.
  if (addresses.length === 0) return listAt(object, 'subsets').length === 0 ? '<none>' : '';
  return addresses.length > 3
    ? `${addresses.slice(0, 3).join(',')} + ${addresses.length - 3} more...`
    : addresses.join(',');
}

function lastSeen(object: StoredObject, now: number): string {
  const last =
    textAt(object, 'series', 'lastObservedTime') ||
    textAt(object, 'lastTimestamp') ||
    textAt(object, 'eventTime') ||
    textAt(object, 'firstTimestamp');
  return since(last, now);
}

const eventObject = (object: StoredObject): string => {
  const kind = textAt(object, 'involvedObject', 'kind').toLowerCase();
  return `${kind}/${textAt(object, 'involvedObject', 'name')}`;
};

const COLUMNS: readonly (readonly [ResourceType, readonly Column[]])[] = [
  [KUBERNETES.namespace, [textColumn('Status', (object) => textAt(object, 'status', 'phase')), AGE]],
  [KUBERNETES.pod, podColumns],
  [
    KUBERNETES.service,
    [
      textColumn('Type', (object) => textAt(object, 'spec', 'type') || 'ClusterIP'),
      textColumn('Cluster-IP', (object) => textAt(object, 'spec', 'clusterIP') || '<none>'),
      textColumn('External-IP', externalIp),
      textColumn('Port(s)', servicePorts),
      AGE,
      textColumn('Selector', (object) => labelCells(object, 'spec', 'selector'), 1),
    ],
  ],
  [KUBERNETES.endpoints, [textColumn('Endpoints', endpoints), AGE]],
  [
    KUBERNETES.event,
    [
      { name: 'Last Seen', type: 'string', priority: 0, cell: lastSeen },
      textColumn('Type', (object) => textAt(object, 'type')),
      textColumn('Reason', (object) => textAt(object, 'reason')),
      textColumn('Object', eventObject),
      textColumn('Subobject', (object) => textAt(object, 'involvedObject', 'fieldPath'), 1),
      textColumn('Source', (object) => textAt(object, 'source', 'component'), 1),
      textColumn('Message', (object) => textAt(object, 'message').trim()),
      {
        name: 'First Seen',
        type: 'string',
        priority: 1,
        cell: (object, now) => since(textAt(object, 'firstTimestamp') || textAt(object, 'eventTime'), now),
      },
      integerColumn('Count', (object) => numberAt(object, 'count') || 1, 1),
      textColumn('Name', (object) => object.metadata.name, 1),
    ],
  ],
  [CONFIG_MAP, [integerColumn('Data', (object) => Object.keys(at(object, 'data') ?? {}).length), AGE]],
  [
    SECRET,
    [
      textColumn('Type', (object) => textAt(object, 'type')),
      integerColumn('Data', (object) => Object.keys(at(object, 'data') ?? {}).length),
      AGE,
    ],
  ],
  [
    PERSISTENT_VOLUME_CLAIM,
    [
      textColumn('Status', (object) => textAt(object, 'status', 'phase')),
      textColumn('Volume', (object) => textAt(object, 'spec', 'volumeName')),
      textColumn('Capacity', (object) => textAt(object, 'status', 'capacity', 'storage')),
      // Only a bound volume has these; none is ever bound.
      textColumn('Access Modes', () => ''),
      textColumn('StorageClass', (object) => textAt(object, 'spec', 'storageClassName')),
      textColumn(
        'VolumeAttributesClass',
        (object) => textAt(object, 'spec', 'volumeAttributesClassName') || '<unset>',
      ),
      AGE,
      textColumn('VolumeMode', (object) => textAt(object, 'spec', 'volumeMode'), 1),
    ],
  ],
  [SERVICE_ACCOUNT, [AGE]],
  ...RBAC_COLUMNS,
  [
    KUBERNETES.deployment,
    [
      textColumn(
        'Ready',
        (object) => `${numberAt(object, 'status', 'readyReplicas')}/${numberAt(object, 'spec', 'replicas')}`,
      ),
      {
        ...integerColumn('Up-to-date', (object) => numberAt(object, 'status', 'updatedReplicas')),
        type: 'string',
      },
      {
        ...integerColumn('Available', (object) => numberAt(object, 'status', 'availableReplicas')),
        type: 'string',
      },
      AGE,
      ...containerCells('spec', 'template'),
      textColumn('Selector', (object) => labelCells(object, 'spec', 'selector', 'matchLabels'), 1),
    ],
  ],
  [
    KUBERNETES.replicaSet,
    [
      integerColumn('Desired', (object) => numberAt(object, 'spec', 'replicas')),
      integerColumn('Current', (object) => numberAt(object, 'status', 'replicas')),
      integerColumn('Ready', (object) => numberAt(object, 'status', 'readyReplicas')),
      AGE,
      ...containerCells('spec', 'template'),
      textColumn('Selector', (object) => labelCells(object, 'spec', 'selector', 'matchLabels'), 1),
    ],
  ],
  [
    KUBERNETES.controllerRevision,
    [
      textColumn('Controller', (object) => {
        const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
        if (owner === undefined) return '<none>';
        const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0] ?? ''}` : '';
        return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
      }),
      integerColumn('Revision', (object) => numberAt(object, 'revision')),
      AGE,
    ],
  ],
  [
    KUBERNETES.endpointSlice,
    [
      textColumn('AddressType', (object) => textAt(object, 'addressType')),
      textColumn('Ports', (object) =>
        limitedList(
          listAt(object, 'ports').map((port) => textAt(port, 'port')),
          '<unset>',
        ),
      ),
      textColumn('Endpoints', (object) =>
        limitedList(
          listAt(object, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses').map(String)),
          '<unset>',
        ),
      ),
      AGE,
    ],
  ],
  [NODE, nodeColumns],
  [CUSTOM_RESOURCE_DEFINITION, [textColumn('Created At', (object) => object.metadata.creationTimestamp)]],
];

/** The columns of built-in kinds, by resource id. */
export const BUILTIN_COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map([
  ...COLUMNS.map(([type, columns]) => [resourceId(type), columns] as const),
  ...Object.entries(STORED_COLUMNS),
]);
