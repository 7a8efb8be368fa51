import { goQuote } from '#lib/go/text.ts';
import type { Container, EnvVar } from '#lib/knative/types.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { goShape } from '#simulator/go/shape.ts';
import type { ContainerRules } from '#simulator/knative/admission/validation/container-rules.ts';
import {
  type FieldError,
  generic,
  invalidValue,
  missingField,
  missingOneOf,
  multipleOneOf,
  outOfBounds,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { disallowedIn, type VolumeKinds } from '#simulator/knative/admission/validation/field-mask.ts';
import { isImageReference } from '#simulator/knative/admission/validation/image-reference.ts';
import { validateProbes } from '#simulator/knative/admission/validation/validate-probe.ts';
import { validateSecurityContext } from '#simulator/knative/admission/validation/validate-security-context.ts';
import { type Features, isEnabled, isUsable } from '#simulator/knative/config/feature-flags.ts';

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
/** Queue-proxy's ports (`pkg/networking/constants.go`, `knative.dev/pkg/observability/runtime`). */
const RESERVED_PORTS = [8008, 8012, 8013, 8022, 9090, 9091];
const RESERVED_PATHS = ['/', '/dev', '/dev/log'];

/** validateContainer checks one container. Paths are relative to it. */
export function validateContainer(
  container: Container,
  volumes: VolumeKinds,
  { portName, role, features }: ContainerRules,
): FieldError[] {
  const { name = '', resources = {}, ...rest } = goShape(container);
  const isEmpty = name === '' && Object.keys(resources).length + Object.keys(rest).length === 0;
  const probes = role === 'init' ? [] : validateProbes(container, { portName, role, features });
  if (isEmpty) return [...probes, missingField('')];
  const errors = [...probes, ...disallowedIn(container, DISALLOWED)];
  if (container.name === 'queue-proxy')
    errors.push(generic('"queue-proxy" is a reserved container name', 'name'));
  errors.push(...via(validateEnv(container.env ?? [], role !== 'serving', features), 'env'));
  errors.push(...via(validateEnvFrom(container.envFrom ?? []), 'envFrom'));
  errors.push(...validateImage(container.image ?? ''));
  const ports = container.ports ?? [];
  const ofPorts = role === 'init' ? ports.flatMap(validatePortNumber) : validatePort(ports);
  errors.push(...via(ofPorts, 'ports'));
  errors.push(...via(disallowedIn(container.resources ?? {}, ['claims']), 'resources'));
  errors.push(...via(validateSecurityContext(container.securityContext, features), 'securityContext'));
  const policy = container.terminationMessagePolicy;
  if (typeof policy === 'string' && !['', 'File', 'FallbackToLogsOnError'].includes(policy)) {
    errors.push(invalidValue(policy, 'terminationMessagePolicy'));
  }
  errors.push(...via(validateMounts(container.volumeMounts, volumes, features), 'volumeMounts'));
  return errors;
}

function validateImage(image: string): FieldError[] {
  if (image === '') return [missingField('image')];
  if (isImageReference(image)) return [];
  const details = `image: ${goQuote(image)}, error: could not parse reference: ${image}`;
  return [{ ...generic('Failed to parse image reference', 'image'), details }];
}

function validateEnv(env: readonly EnvVar[], mayNamePort: boolean, features: Features): FieldError[] {
  const reserved = mayNamePort ? RESERVED_ENV.filter((name) => name !== 'PORT') : RESERVED_ENV;
  const refused = ['fieldRef', 'fileKeyRef', 'resourceFieldRef'].filter(
    (field) => field === 'fileKeyRef' || !isUsable(features, 'fieldref'),
  );
  return env.flatMap(({ name, valueFrom }, index) => {
    const errors: FieldError[] = [];
    if ((name ?? '') === '') errors.push(missingField('name'));
    else if (reserved.includes(name))
      errors.push(generic(`${goQuote(name)} is a reserved environment variable`, 'name'));
    errors.push(...via(disallowedIn(valueFrom ?? {}, refused), 'valueFrom'));
    return via(errors, `[${index}]`);
  });
}

/** As upstream, the paths lack the failing index, and each reference is prefixed to all errors found so far. */
function validateEnvFrom(sources: readonly Record<string, unknown>[]): FieldError[] {
  let errors: FieldError[] = [];
  for (const [index, source] of sources.entries()) {
    const given = ['secretRef', 'configMapRef'].filter((reference) => isRecord(source[reference]));
    for (const reference of given) errors = via(errors, reference, `[${index}]`);
    if (given.length > 1) errors.push(multipleOneOf('configMapRef', 'secretRef'));
    if (given.length === 0) errors.push(missingOneOf('configMapRef', 'secretRef'));
  }
  return errors;
}

function validatePort(ports: NonNullable<Container['ports']>): FieldError[] {
  const [port] = ports;
  if (port === undefined) return [];
  const errors = validatePortNumber(port);
  if (!['', 'TCP'].includes(port.protocol ?? '')) errors.push(invalidValue(port.protocol ?? '', 'protocol'));
  const name = port.name ?? '';
  if (!['', 'h2c', 'http1'].includes(name)) {
    const error = generic(`Port name ${name} is not allowed`, '');
    errors.push({ ...error, details: "Name must be empty, or one of: 'h2c', 'http1'" });
  }
  return errors;
}

function validatePortNumber(port: NonNullable<Container['ports']>[number]): FieldError[] {
  const errors = disallowedIn(port, ['hostIP', 'hostPort']);
  const number = port.containerPort ?? 0;
  if (RESERVED_PORTS.includes(number)) {
    const reserved = `${number} is a reserved port`;
    errors.push(invalidValue(reserved, 'containerPort', `${reserved}, please use a different value`));
  }
  if (number < 0 || number > 65_535) errors.push(outOfBounds(number, 0, 65_535, 'containerPort'));
  return errors;
}

/** validatePropagation checks how mount changes propagate (`mountPropagation`). */
function validatePropagation(mount: Record<string, unknown>, features: Features): FieldError[] {
  const { mountPropagation: value, name = '' } = mount;
  if (value === undefined) return [];
  const found = `but found volume mount ${String(name)} with mount propagation`;
  return [
    ...(isEnabled(features, 'volumes-mount-propagation')
      ? []
      : [generic(`Volume Mount Propagation support is disabled, ${found}`)]),
    ...(value === 'None' || value === 'HostToContainer'
      ? []
      : [generic('mount propagation should be set to None or HostToContainer', 'mountPropagation')]),
  ];
}

function validateMounts(mounts: unknown, volumes: VolumeKinds, features: Features): FieldError[] {
  const paths = new Set<string>();
  return (Array.isArray(mounts) ? mounts : []).filter(isRecord).flatMap((mount, index) => {
    const isUnusable = !isUsable(features, 'volumes-mount-propagation');
    const errors = disallowedIn(mount, isUnusable ? ['mountPropagation'] : []);
    const volume = volumes.get(typeof mount.name === 'string' ? mount.name : '');
    if (volume === undefined) errors.push(generic('volumeMount has no matching volume', 'name'));
    const path = typeof mount.mountPath === 'string' ? mount.mountPath : '';
    const clean = cleanPath(path);
    if (path === '') errors.push(missingField('mountPath'));
    else if (RESERVED_PATHS.includes(clean))
      errors.push(generic(`mountPath ${goQuote(clean)} is a reserved path`, 'mountPath'));
    else if (!path.startsWith('/')) errors.push(invalidValue(path, 'mountPath'));
    else if (paths.has(clean)) errors.push(invalidValue(`${goQuote(path)} must be unique`, 'mountPath'));
    paths.add(clean);
    if (volume?.writable !== true && mount.readOnly !== true) {
      errors.push(generic('volume mount should be readOnly for this type of volume', 'readOnly'));
    }
    errors.push(...validatePropagation(mount, features));
    if (volume?.readOnlyClaim === true && mount.readOnly !== true) {
      errors.push(generic('volume is readOnly but volume mount is not', 'readOnly'));
    }
    return via(errors, `[${index}]`);
  });
}

/** cleanPath works like Go's `path.Clean`. */
function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  return rooted ? `/${parts.join('/')}` : parts.join('/') || '.';
}
