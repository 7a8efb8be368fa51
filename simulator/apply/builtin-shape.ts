import { type FieldShape, type KeyField, shapeOfSchema, UNTYPED } from '#simulator/apply/field-shape.ts';
import { OBJECT_META } from '#simulator/schema/object-meta.ts';

// How server-side apply divides built-in kinds, by field name. The names and special cases are from k8s.io/client-go v0.35
// `applyconfigurations/internal`; a name alone decides, except for the few that depend on the kind.

const byName: readonly KeyField[] = [{ name: 'name' }];
const PROTOCOL: KeyField = { name: 'protocol', default: 'TCP' };

/** Lists whose items are identified by some of their fields. */
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

/** Names that mean a different list in some kinds: `none` is atomic. */
const KEYED_BY_KIND: Readonly<Record<string, FieldShape['itemsBy']>> = {
  'Service ports': [{ name: 'port' }, PROTOCOL],
  'Endpoints ports': 'none',
  'EndpointSlice ports': 'none',
  'EndpointSlice addresses': 'value',
  'ServiceAccount imagePullSecrets': 'none',
  'Job conditions': 'none',
};

/** Atomic objects. */
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

/** Lists whose items are atomic. */
const WHOLE_ITEMS = new Set(['imagePullSecrets', 'secrets']);

/** Objects whose members are map keys rather than fields. */
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

/**
 * builtinShape returns the shape of a built-in kind's objects. It allows unknown fields, because the fields of built-in kinds are not known
 * here.
 */
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
