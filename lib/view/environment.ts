import type { Container, EnvVar } from '#lib/knative/types.ts';
import type { EnvView } from '#lib/view/models/revision.ts';

/** projectEnv returns the view of a variable: where its value comes from. It omits a literal value, because that may be a secret. */
export function projectEnv({ name, valueFrom }: EnvVar): EnvView {
  if (valueFrom === undefined) return { name, value: null, from: 'value' };
  const secret = reference(valueFrom.secretKeyRef);
  if (secret !== undefined) {
    return { name, value: `secret ${secret.name}, key ${secret.key}`, from: 'secret' };
  }
  const configMap = reference(valueFrom.configMapKeyRef);
  if (configMap !== undefined) {
    return { name, value: `config map ${configMap.name}, key ${configMap.key}`, from: 'configMap' };
  }
  const path = text(record(valueFrom.fieldRef)?.fieldPath);
  if (path !== undefined) return { name, value: `field ${path}`, from: 'field' };
  const resource = text(record(valueFrom.resourceFieldRef)?.resource);
  return { name, value: resource ?? Object.keys(valueFrom).join(', '), from: 'other' };
}

/** projectEnvFrom returns the sources that a container takes all variables from, e.g. `secret db` or `config map flags`. */
export function projectEnvFrom(container: Container | undefined): string[] {
  return (container?.envFrom ?? []).map((source) => {
    const secret = text(record(source.secretRef)?.name);
    if (secret !== undefined) return `secret ${secret}`;
    const configMap = text(record(source.configMapRef)?.name);
    return configMap === undefined ? Object.keys(source).join(', ') : `config map ${configMap}`;
  });
}

function reference(value: unknown): { name: string; key: string } | undefined {
  const fields = record(value);
  return fields === undefined ? undefined : { name: text(fields.name) ?? '', key: text(fields.key) ?? '' };
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
