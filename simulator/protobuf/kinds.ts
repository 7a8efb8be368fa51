import { StatusError } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import {
  decodeProtobuf,
  ProtobufError,
  type ProtobufField,
  type ProtobufMessage,
} from '#simulator/protobuf/wire-format.ts';

// Messages that kubectl's typed commands (create, auth, delete) send. Field numbers: generated.proto of k8s.io/api and k8s.io/apimachinery
// v0.34.

const text = (name: string): ProtobufField => ({ name, type: 'string' });
const texts = (name: string): ProtobufField => ({ name, type: 'string', repeated: true });
const int = (name: string): ProtobufField => ({ name, type: 'int' });
const bool = (name: string): ProtobufField => ({ name, type: 'bool' });
const map = (name: string): ProtobufField => ({ name, type: 'map' });
const one = (name: string, type: ProtobufMessage): ProtobufField => ({ name, type });
const many = (name: string, type: ProtobufMessage): ProtobufField => ({ name, type, repeated: true });

const time = (name: string): ProtobufField => ({ name, type: 'time' });
const microTime = (name: string): ProtobufField => ({ name, type: 'microTime' });
/** A field that only the server sets; accepted so that a client may send back what it read. */
const ignored = (name: string): ProtobufField => ({ name, type: 'ignored' });

const OWNER: ProtobufMessage = {
  1: text('kind'),
  3: text('name'),
  4: text('uid'),
  5: text('apiVersion'),
  6: bool('controller'),
  7: bool('blockOwnerDeletion'),
};
const META: ProtobufMessage = {
  1: text('name'),
  2: text('generateName'),
  3: text('namespace'),
  4: text('selfLink'),
  5: text('uid'),
  6: text('resourceVersion'),
  7: int('generation'),
  8: ignored('creationTimestamp'),
  9: ignored('deletionTimestamp'),
  10: ignored('deletionGracePeriodSeconds'),
  11: map('labels'),
  12: map('annotations'),
  13: many('ownerReferences', OWNER),
  14: texts('finalizers'),
  17: ignored('managedFields'),
};
const SELECTOR: ProtobufMessage = { 1: map('matchLabels') };
const CONTAINER: ProtobufMessage = {
  1: text('name'),
  2: text('image'),
  3: texts('command'),
  4: texts('args'),
  5: text('workingDir'),
  6: many('ports', {
    1: text('name'),
    2: int('hostPort'),
    3: int('containerPort'),
    4: text('protocol'),
    5: text('hostIP'),
  }),
  7: many('env', { 1: text('name'), 2: text('value') }),
  8: one('resources', {}),
  13: text('terminationMessagePath'),
  14: text('imagePullPolicy'),
  16: bool('stdin'),
  17: bool('stdinOnce'),
  18: bool('tty'),
  20: text('terminationMessagePolicy'),
};
const POD_SPEC: ProtobufMessage = {
  2: many('containers', CONTAINER),
  3: text('restartPolicy'),
  4: int('terminationGracePeriodSeconds'),
  6: text('dnsPolicy'),
  8: text('serviceAccountName'),
  9: text('serviceAccount'),
  10: text('nodeName'),
  11: bool('hostNetwork'),
  12: bool('hostPID'),
  13: bool('hostIPC'),
  14: one('securityContext', {}),
  16: text('hostname'),
  17: text('subdomain'),
  19: text('schedulerName'),
  24: text('priorityClassName'),
};
const TEMPLATE: ProtobufMessage = { 1: one('metadata', META), 2: one('spec', POD_SPEC) };
const SERVICE_SPEC: ProtobufMessage = {
  1: many('ports', {
    1: text('name'),
    2: text('protocol'),
    3: int('port'),
    4: { name: 'targetPort', type: 'intOrString' },
    5: int('nodePort'),
  }),
  2: map('selector'),
  3: text('clusterIP'),
  4: text('type'),
  7: text('sessionAffinity'),
  8: text('loadBalancerIP'),
  10: text('externalName'),
  11: text('externalTrafficPolicy'),
  12: int('healthCheckNodePort'),
  13: bool('publishNotReadyAddresses'),
};
const ACCESS: ProtobufMessage = {
  1: one('resourceAttributes', {
    1: text('namespace'),
    2: text('verb'),
    3: text('group'),
    4: text('version'),
    5: text('resource'),
    6: text('subresource'),
    7: text('name'),
  }),
  2: one('nonResourceAttributes', { 1: text('path'), 2: text('verb') }),
};
const RULE: ProtobufMessage = {
  1: texts('verbs'),
  2: texts('apiGroups'),
  3: texts('resources'),
  4: texts('resourceNames'),
  5: texts('nonResourceURLs'),
};
const BINDING: ProtobufMessage = {
  1: one('metadata', META),
  2: many('subjects', { 1: text('kind'), 2: text('apiGroup'), 3: text('name'), 4: text('namespace') }),
  3: one('roleRef', { 1: text('apiGroup'), 2: text('kind'), 3: text('name') }),
};
const DECISION: ProtobufMessage = {
  1: bool('allowed'),
  2: text('reason'),
  3: text('evaluationError'),
  4: bool('denied'),
};
const RULES: ProtobufMessage = { 3: bool('incomplete'), 4: text('evaluationError') };

const REFERENCE: ProtobufMessage = {
  1: text('kind'),
  2: text('namespace'),
  3: text('name'),
  4: text('uid'),
  5: text('apiVersion'),
  6: text('resourceVersion'),
  7: text('fieldPath'),
};

const KINDS: Readonly<Record<string, ProtobufMessage>> = {
  Namespace: {
    1: one('metadata', META),
    2: one('spec', { 1: texts('finalizers') }),
    3: one('status', { 1: text('phase') }),
  },
  ConfigMap: { 1: one('metadata', META), 2: map('data'), 4: bool('immutable') },
  Secret: {
    1: one('metadata', META),
    2: { name: 'data', type: 'bytesMap' },
    3: text('type'),
    4: map('stringData'),
    5: bool('immutable'),
  },
  ServiceAccount: { 1: one('metadata', META) },
  Service: {
    1: one('metadata', META),
    2: one('spec', SERVICE_SPEC),
    3: one('status', { 1: one('loadBalancer', {}) }),
  },
  Pod: { 1: one('metadata', META), 2: one('spec', POD_SPEC), 3: one('status', {}) },
  Deployment: {
    1: one('metadata', META),
    2: one('spec', {
      1: int('replicas'),
      2: one('selector', SELECTOR),
      3: one('template', TEMPLATE),
      4: one('strategy', { 1: text('type') }),
      5: int('minReadySeconds'),
      6: int('revisionHistoryLimit'),
      7: bool('paused'),
      9: int('progressDeadlineSeconds'),
    }),
    3: one('status', {
      1: int('observedGeneration'),
      2: int('replicas'),
      3: int('updatedReplicas'),
      4: int('availableReplicas'),
      5: int('unavailableReplicas'),
      7: int('readyReplicas'),
    }),
  },
  DeleteOptions: {
    1: int('gracePeriodSeconds'),
    2: one('preconditions', { 1: text('uid'), 2: text('resourceVersion') }),
    3: bool('orphanDependents'),
    4: text('propagationPolicy'),
    5: texts('dryRun'),
  },
  Event: {
    1: one('metadata', META),
    2: one('involvedObject', REFERENCE),
    3: text('reason'),
    4: text('message'),
    5: one('source', { 1: text('component'), 2: text('host') }),
    6: time('firstTimestamp'),
    7: time('lastTimestamp'),
    8: int('count'),
    9: text('type'),
    10: microTime('eventTime'),
    11: one('series', { 1: int('count'), 2: microTime('lastObservedTime') }),
    12: text('action'),
    13: one('related', REFERENCE),
    14: text('reportingComponent'),
    15: text('reportingInstance'),
  },
  Lease: {
    1: one('metadata', META),
    2: one('spec', {
      1: text('holderIdentity'),
      2: int('leaseDurationSeconds'),
      3: microTime('acquireTime'),
      4: microTime('renewTime'),
      5: int('leaseTransitions'),
      6: text('strategy'),
      7: text('preferredHolder'),
    }),
  },
  Scale: {
    1: one('metadata', META),
    2: one('spec', { 1: int('replicas') }),
    3: one('status', { 1: int('replicas'), 2: text('selector') }),
  },
  Role: { 1: one('metadata', META), 2: many('rules', RULE) },
  ClusterRole: {
    1: one('metadata', META),
    2: many('rules', RULE),
    3: one('aggregationRule', { 1: many('clusterRoleSelectors', SELECTOR) }),
  },
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  SelfSubjectAccessReview: { 1: one('metadata', META), 2: one('spec', ACCESS), 3: one('status', DECISION) },
  SelfSubjectRulesReview: {
    1: one('metadata', META),
    2: one('spec', { 1: text('namespace') }),
    3: one('status', RULES),
  },
  SelfSubjectReview: {
    1: one('metadata', META),
    2: one('status', { 1: one('userInfo', { 1: text('username'), 2: text('uid'), 3: texts('groups') }) }),
  },
};

/** runtime.Unknown, which wraps every object after four magic bytes (apimachinery `pkg/runtime/serializer/protobuf`). */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/**
 * decodeKubernetesProtobuf decodes an object of one of the kinds that kubectl sends as protobuf; it omits zero-valued fields, as Go's
 * `omitempty` does. Throws UnsupportedMediaType when it cannot decode the message completely.
 */
export function decodeKubernetesProtobuf(body: Uint8Array): JsonObject {
  if (!MAGIC.every((byte, index) => body[index] === byte)) {
    throw new StatusError(400, 'BadRequest', 'provided data does not appear to be a protobuf message');
  }
  try {
    return decodeUnknown(body.subarray(MAGIC.length));
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    const message = `the embedded cluster cannot read this object as protobuf, send JSON instead: ${error.message}`;
    throw new StatusError(415, 'UnsupportedMediaType', message);
  }
}

const ENVELOPE: ProtobufMessage = {
  1: one('type', { 1: text('apiVersion'), 2: text('kind') }),
  2: { name: 'raw', type: 'bytes' },
  3: text('contentEncoding'),
  4: text('contentType'),
};

function decodeUnknown(bytes: Uint8Array): JsonObject {
  const { type, raw } = decodeProtobuf(bytes, ENVELOPE);
  const { apiVersion, kind } = isJsonObject(type) ? type : {};
  const message = typeof kind === 'string' ? KINDS[kind] : undefined;
  if (message === undefined || !(raw instanceof Uint8Array))
    throw new ProtobufError('its kind is not known here');
  return { apiVersion, kind, ...withoutZeros(decodeProtobuf(raw, message)) };
}

/** withoutZeros drops empty values that Go writes anyway; a list or map keeps its members. */
function withoutZeros(object: JsonObject): JsonObject {
  const rest: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (value === '' || value === false || (value === 0 && !POINTERS.has(key))) continue;
    if (Array.isArray(value))
      rest[key] = value.map((item: unknown) => (isJsonObject(item) ? withoutZeros(item) : item));
    else if (!isJsonObject(value)) rest[key] = value;
    else if (MAPS.has(key)) rest[key] = value;
    else rest[key] = withoutZeros(value);
  }
  return rest;
}

/** Numbers behind a pointer in Go, which are written only when set: 0 means 0. */
const POINTERS = new Set([
  'replicas',
  'revisionHistoryLimit',
  'progressDeadlineSeconds',
  'terminationGracePeriodSeconds',
  'leaseTransitions',
]);

/** String maps, whose empty values are meaningful. */
const MAPS = new Set(['labels', 'annotations', 'data', 'matchLabels', 'selector']);
