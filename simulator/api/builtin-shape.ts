import { type FieldShape, type KeyField, shapeOfSchema, UNTYPED } from '#simulator/api/field-shape.ts';
import { OBJECT_META } from '#simulator/schema/object-meta.ts';

// How server-side apply divides the built-in kinds, by the names of their fields. The names and what is special about them are those of
// k8s.io/client-go v0.35 `applyconfigurations/internal`, which a name alone decides but for the few that are told apart by kind.

const byName: readonly KeyField[] = [{ name: 'name' }];
const PROTOCOL: KeyField = { name: 'protocol', default: 'TCP' };

/** Lists whose items are told apart by some of their fields. */
const KEYED: Readonly<Record<string, readonly KeyField[]>> = {
  allocatedResourcesStatus: byName,
  claims: byName,
  conditions: [{ name: 'type' }],
  containers: byName,
  env: byName,
  ephemeralContainers: byName,
  hostAliases: [{ name: 'ip' }],
  imagePullSecrets: byName,
  initContainers: byName,
  podIPs: [{ name: 'ip' }],
  ports: [{ name: 'containerPort' }, PROTOCOL],
  resourceClaims: byName,
  resourceClaimStatuses: byName,
  schedulingGates: byName,
  secrets: byName,
  topologySpreadConstraints: [{ name: 'topologyKey' }, { name: 'whenUnsatisfiable' }],
  volumeDevices: [{ name: 'devicePath' }],
  volumeMounts: [{ name: 'mountPath' }],
  volumes: byName,
};

/** The same names where they mean another list: `none` is replaced as a whole. */
const KEYED_BY_KIND: Readonly<Record<string, FieldShape['itemsBy']>> = {
  'Service ports': [{ name: 'port' }, PROTOCOL],
  'Endpoints ports': 'none',
  'EndpointSlice ports': 'none',
  'EndpointSlice addresses': 'value',
  'ServiceAccount imagePullSecrets': 'none',
  'Job conditions': 'none',
};

/** Objects that are replaced as a whole. */
const WHOLE = new Set([
  'configMapKeyRef',
  'fieldRef',
  'involvedObject',
  'labelSelector',
  'namespaceSelector',
  'nodeSelector',
  'preference',
  'related',
  'resourceFieldRef',
  'roleRef',
  'scopeSelector',
  'secretKeyRef',
  'selector',
  'targetRef',
]);

/** Lists whose items are replaced as a whole. */
const WHOLE_ITEMS = new Set(['imagePullSecrets', 'secrets']);

/** Objects whose members are keys and not fields. */
const MAPS = new Set([
  'allocatedResources',
  'annotations',
  'binaryData',
  'capacity',
  'data',
  'deprecatedTopology',
  'hard',
  'labels',
  'limits',
  'matchLabels',
  'overhead',
  'requests',
  'stringData',
  'used',
  'volumeAttributes',
]);

/** builtinShape returns the shape of the objects of a built-in kind. Fields that do not exist are allowed: they are not known here. */
export function builtinShape(kind: string): FieldShape {
  const shapes = new Map<string, FieldShape>();
  const member = (name: string): { shape: FieldShape; isNamed: boolean } => {
    const shape = shapes.get(name) ?? shapeOf(name);
    shapes.set(name, shape);
    return { shape, isNamed: true };
  };
  const struct = (isWhole: boolean): FieldShape => ({ isWhole, itemsBy: 'none', member, item: () => item });
  const item = struct(false);
  const wholeItem = struct(true);

  function shapeOf(name: string): FieldShape {
    if (name === 'metadata') return shapeOfSchema(OBJECT_META);
    if (MAPS.has(name)) return UNTYPED;
    return {
      isWhole: WHOLE.has(name),
      itemsBy:
        KEYED_BY_KIND[`${kind} ${name}`] ?? (Object.hasOwn(KEYED, name) ? KEYED[name] : undefined) ?? 'none',
      member,
      item: () => (WHOLE_ITEMS.has(name) ? wholeItem : item),
    };
  }
  return item;
}
