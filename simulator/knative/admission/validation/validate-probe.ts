import type { Container } from '#lib/knative/types.ts';
import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import type { ContainerRules } from '#simulator/knative/admission/validation/container-rules.ts';
import {
  CURRENT_FIELD,
  type FieldError,
  generic,
  invalidValue,
  missingOneOf,
  multipleOneOf,
  outOfBounds,
  via,
} from '#simulator/knative/admission/validation/field-error.ts';
import { disallowedIn } from '#simulator/knative/admission/validation/field-mask.ts';

const KINDS = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];
const MAX_INT32 = 2_147_483_647;

/**
 * validateProbes checks a container's probes; a sidecar may have probes only with `multi-container-probing`, and must then set their ports.
 */
export function validateProbes(
  container: Container,
  { portName, role, features }: ContainerRules,
): FieldError[] {
  const isSidecar = role === 'sidecar';
  const isProbed = features['multi-container-probing'] === 'enabled';
  return KINDS.flatMap((kind) => {
    const probe = container[kind];
    if (!isRecord(probe)) return [];
    if (isSidecar && !isProbed)
      return via(disallowedIn(probe, Object.keys(probe)).map(handlersAsField), kind);
    const errors = validateHandlers(probe, isSidecar ? undefined : portName);
    return via(kind === 'readinessProbe' ? [...errors, ...validateReadiness(probe)] : errors, kind);
  });
}

/** The handlers are inlined in an anonymous Go struct, so upstream reports the probe itself. */
function handlersAsField(error: FieldError): FieldError {
  return { ...error, paths: error.paths.map((path) => (HANDLERS.includes(path) ? CURRENT_FIELD : path)) };
}

/** `portName` is absent for a container without a request port. */
function validateHandlers(probe: Record<string, unknown>, portName: string | undefined): FieldError[] {
  const handlers = HANDLERS.filter((name) => isRecord(probe[name]));
  if (handlers.length === 0) return [missingOneOf(...HANDLERS)];
  let errors: FieldError[] = [];
  for (const name of handlers) {
    // Upstream prefixes each handler's name to all errors found so far.
    errors = via(errors, name);
    const handler = probe[name];
    const port = isRecord(handler) ? handler.port : undefined;
    const named = name === 'httpGet' || name === 'tcpSocket';
    if (!named) continue;
    if (portName === undefined) {
      const isUnset = port === undefined || port === '' || port === 0;
      const shown = port === '' ? '' : '0';
      if (isUnset) errors.push(invalidValue(shown, `${name}.port`, 'Probe port must be specified'));
    } else if (typeof port === 'string' && port !== '' && port !== portName)
      errors.push(invalidValue(port, `${name}.port`, 'Probe port must match container port'));
  }
  return handlers.length > 1
    ? [...errors, multipleOneOf(...handlers.map((name) => (name === 'grpc' ? 'gRPC' : name)))]
    : errors;
}

/** A period of 0 selects Knative's own probe with aggressive retries, which allows no threshold or timeout. */
function validateReadiness(probe: Record<string, unknown>): FieldError[] {
  const value = (name: string) => (typeof probe[name] === 'number' ? probe[name] : 0);
  const errors: FieldError[] = [];
  const atLeast = (name: string, low: number) => {
    if (value(name) < low) errors.push(outOfBounds(value(name), low, MAX_INT32, name));
  };
  atLeast('periodSeconds', 0);
  atLeast('initialDelaySeconds', 0);
  atLeast('successThreshold', 1);
  if (value('periodSeconds') === 0) {
    for (const name of ['failureThreshold', 'timeoutSeconds']) {
      if (value(name) !== 0) errors.push(generic(`${name} is disallowed when periodSeconds is zero`, name));
    }
  } else {
    atLeast('timeoutSeconds', 1);
    atLeast('failureThreshold', 1);
  }
  return errors;
}
