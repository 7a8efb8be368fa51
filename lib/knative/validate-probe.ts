import {
  CURRENT_FIELD,
  type FieldError,
  generic,
  invalidValue,
  missingOneOf,
  multipleOneOf,
  outOfBounds,
  via,
} from '#lib/knative/field-error.ts';
import { disallowedIn } from '#lib/knative/field-mask.ts';
import { isRecord } from '#lib/knative/semantic-equal.ts';
import type { Container } from '#lib/knative/types.ts';
import type { ContainerRules } from '#lib/knative/validate-container.ts';

const KINDS = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];
const MAX_INT32 = 2_147_483_647;

/** validateProbes checks a container's probes; a sidecar may have them only where `multi-container-probing` is on, and then has to name their ports. */
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

/** The handlers are inlined in a Go struct without a name, so upstream names the probe itself. */
function handlersAsField(error: FieldError): FieldError {
  return { ...error, paths: error.paths.map((path) => (HANDLERS.includes(path) ? CURRENT_FIELD : path)) };
}

/** `portName` is absent for a container that has no port for requests. */
function validateHandlers(probe: Record<string, unknown>, portName: string | undefined): FieldError[] {
  const handlers = HANDLERS.filter((name) => isRecord(probe[name]));
  if (handlers.length === 0) return [missingOneOf(...HANDLERS)];
  let errors: FieldError[] = [];
  for (const name of handlers) {
    // Upstream puts each handler's name before all that it found so far.
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

/** A period of 0 asks for Knative's own probe with aggressive retries, which takes no threshold or timeout. */
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
