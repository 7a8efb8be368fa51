import { type Features, isUsable } from '#lib/knative/features.ts';
import {
  type FieldError,
  generic,
  invalidValue,
  missingField,
  missingOneOf,
  multipleOneOf,
  outOfBounds,
  via,
} from '#lib/knative/field-error.ts';
import { disallowedIn, type VolumeKinds } from '#lib/knative/field-mask.ts';
import { isImageReference } from '#lib/knative/image-reference.ts';
import { isRecord } from '#lib/knative/semantic-equal.ts';
import type { Container, EnvVar } from '#lib/knative/types.ts';
import { validateProbes } from '#lib/knative/validate-probe.ts';

const DISALLOWED = [
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'stdin',
  'stdinOnce',
  'tty',
  'volumeDevices',
];
const RESERVED_ENV = ['PORT', 'K_SERVICE', 'K_CONFIGURATION', 'K_REVISION'];
/** Queue-proxy's own (`pkg/networking/constants.go`, `knative.dev/pkg/observability/runtime`). */
const RESERVED_PORTS = [8008, 8012, 8013, 8022, 9090, 9091];
const RESERVED_PATHS = ['/', '/dev', '/dev/log'];

/** validateContainer checks one container. Paths begin inside it. */
export function validateContainer(
  container: Container,
  volumes: VolumeKinds,
  { portName, sidecar, features }: { portName: string; sidecar: boolean; features: Features },
): FieldError[] {
  if (Object.keys(container).length === 0) return [missingField('')];
  const errors = [
    ...validateProbes(container, { portName, sidecar }),
    ...disallowedIn(container, DISALLOWED),
  ];
  if (container.name === 'queue-proxy')
    errors.push(generic('"queue-proxy" is a reserved container name', 'name'));
  errors.push(...via(validateEnv(container.env ?? [], sidecar, features), 'env'));
  errors.push(...via(validateEnvFrom(container.envFrom ?? []), 'envFrom'));
  errors.push(...validateImage(container.image ?? ''));
  errors.push(...via(validatePort(container.ports ?? []), 'ports'));
  errors.push(...via(disallowedIn(container.resources ?? {}, ['claims']), 'resources'));
  const policy = container.terminationMessagePolicy;
  if (typeof policy === 'string' && !['', 'File', 'FallbackToLogsOnError'].includes(policy)) {
    errors.push(invalidValue(policy, 'terminationMessagePolicy'));
  }
  errors.push(...via(validateMounts(container.volumeMounts, volumes), 'volumeMounts'));
  return errors;
}

function validateImage(image: string): FieldError[] {
  if (image === '') return [missingField('image')];
  if (isImageReference(image)) return [];
  const details = `image: ${JSON.stringify(image)}, error: could not parse reference: ${image}`;
  return [{ ...generic('Failed to parse image reference', 'image'), details }];
}

function validateEnv(env: readonly EnvVar[], sidecar: boolean, features: Features): FieldError[] {
  const reserved = sidecar ? RESERVED_ENV.filter((name) => name !== 'PORT') : RESERVED_ENV;
  const refused = ['fieldRef', 'fileKeyRef', 'resourceFieldRef'].filter(
    (field) => field === 'fileKeyRef' || !isUsable(features, 'fieldref'),
  );
  return env.flatMap(({ name, valueFrom }, index) => {
    const errors: FieldError[] = [];
    if ((name ?? '') === '') errors.push(missingField('name'));
    else if (reserved.includes(name))
      errors.push(generic(`"${name}" is a reserved environment variable`, 'name'));
    errors.push(...via(disallowedIn(valueFrom ?? {}, refused), 'valueFrom'));
    return via(errors, `[${index}]`);
  });
}

/** The paths lack the index, as upstream's do. */
function validateEnvFrom(sources: readonly Record<string, unknown>[]): FieldError[] {
  return sources.flatMap((source) => {
    const [configMap, secret] = [isRecord(source.configMapRef), isRecord(source.secretRef)];
    if (configMap && secret) return [multipleOneOf('configMapRef', 'secretRef')];
    return configMap || secret ? [] : [missingOneOf('configMapRef', 'secretRef')];
  });
}

function validatePort(ports: NonNullable<Container['ports']>): FieldError[] {
  const [port] = ports;
  if (port === undefined) return [];
  const errors = disallowedIn(port, ['hostIP', 'hostPort']);
  const number = port.containerPort ?? 0;
  if (RESERVED_PORTS.includes(number)) {
    const reserved = `${number} is a reserved port`;
    errors.push(invalidValue(reserved, 'containerPort', `${reserved}, please use a different value`));
  }
  if (number < 0 || number > 65_535) errors.push(outOfBounds(number, 0, 65_535, 'containerPort'));
  if (!['', 'TCP'].includes(port.protocol ?? '')) errors.push(invalidValue(port.protocol ?? '', 'protocol'));
  const name = port.name ?? '';
  if (!['', 'h2c', 'http1'].includes(name)) {
    const error = generic(`Port name ${name} is not allowed`, '');
    errors.push({ ...error, details: "Name must be empty, or one of: 'h2c', 'http1'" });
  }
  return errors;
}

function validateMounts(mounts: unknown, volumes: VolumeKinds): FieldError[] {
  const paths = new Set<string>();
  return (Array.isArray(mounts) ? mounts : []).filter(isRecord).flatMap((mount, index) => {
    const errors: FieldError[] = [];
    const volume = volumes.get(typeof mount.name === 'string' ? mount.name : '');
    if (volume === undefined) errors.push(generic('volumeMount has no matching volume', 'name'));
    const path = typeof mount.mountPath === 'string' ? mount.mountPath : '';
    const clean = path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    if (path === '') errors.push(missingField('mountPath'));
    else if (RESERVED_PATHS.includes(clean))
      errors.push(generic(`mountPath "${clean}" is a reserved path`, 'mountPath'));
    else if (!path.startsWith('/')) errors.push(invalidValue(path, 'mountPath'));
    else if (paths.has(clean)) errors.push(invalidValue(`"${path}" must be unique`, 'mountPath'));
    paths.add(clean);
    if (volume?.writable !== true && mount.readOnly !== true) {
      errors.push(generic('volume mount should be readOnly for this type of volume', 'readOnly'));
    }
    if (volume?.readOnlyClaim === true && mount.readOnly !== true) {
      errors.push(generic('volume is readOnly but volume mount is not', 'readOnly'));
    }
    return via(errors, `[${index}]`);
  });
}
