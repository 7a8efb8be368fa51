import { isRecord } from '#lib/knative/semantic-equal.ts';

/** Go's name for the type of a field, with the check that JSON decodes into it. */
interface GoType {
  name: string;
  accepts(value: unknown): boolean;
}

const STRING: GoType = { name: 'string', accepts: (value) => typeof value === 'string' };
const BOOL: GoType = { name: 'bool', accepts: (value) => typeof value === 'boolean' };
const INT64: GoType = { name: 'int64', accepts: (value) => Number.isSafeInteger(value) };

const TARGET: Record<string, GoType> = {
  tag: STRING,
  revisionName: STRING,
  configurationName: STRING,
  latestRevision: BOOL,
  percent: INT64,
};
const REVISION_SPEC: Record<string, GoType> = { containerConcurrency: INT64, timeoutSeconds: INT64 };
const CONTAINER: Record<string, GoType> = { name: STRING, image: STRING };
const REFERENCE: Record<string, GoType> = {
  kind: STRING,
  namespace: STRING,
  name: STRING,
  apiVersion: STRING,
};

/**
 * typeErrorOf returns the words of Go's JSON decoder (1.24 and later, which names embedded structs too) for the first field of a wrong
 * type among those that decide how a Service runs and is routed, and of projected volumes; undefined when they decode.
 */
export function typeErrorOf(object: { [field: string]: unknown }): string | undefined {
  const { kind, spec } = object as { kind?: unknown; spec?: unknown };
  if (spec === undefined || spec === null) return undefined;
  if (!isRecord(spec)) return wrong(spec, `${String(kind)}.spec`, `v1.${String(kind)}Spec`);
  const template = isRecord(spec.template) ? spec.template : undefined;
  const inService = kind === 'Service';
  const revision = template === undefined ? spec : template.spec;
  const path = template === undefined ? 'spec' : `spec${inService ? '.ConfigurationSpec' : ''}.template.spec`;
  const traffic = inService ? 'ServiceSpec.spec.RouteSpec.traffic' : 'RouteSpec.spec.traffic';
  return (
    errorInList(spec.traffic, traffic, 'TrafficTarget', TARGET) ??
    errorInFields(spec.ref, 'KReference.spec.ref', REFERENCE) ??
    errorInFields(revision, `RevisionSpec.${path}`, REVISION_SPEC) ??
    (isRecord(revision)
      ? (errorInList(
          revision.containers,
          `RevisionSpec.${path}.PodSpec.containers`,
          'Container',
          CONTAINER,
        ) ?? errorInVolumes(revision.volumes, `${path}.PodSpec.volumes`))
      : undefined)
  );
}

function errorInVolumes(volumes: unknown, path: string): string | undefined {
  for (const volume of Array.isArray(volumes) ? (volumes as unknown[]) : []) {
    const projected = isRecord(volume) ? volume.projected : undefined;
    if (!isRecord(projected)) continue;
    const sources = `ProjectedVolumeSource.${path}.VolumeSource.projected.sources`;
    const error = errorInList(projected.sources, sources, 'VolumeProjection', {});
    if (error !== undefined) return error;
  }
  return undefined;
}

/** `path` begins with the struct that holds the list. */
function errorInList(
  value: unknown,
  path: string,
  struct: string,
  fields: Record<string, GoType>,
): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return wrong(value, path, `[]v1.${struct}`);
  for (const item of value as unknown[]) {
    if (item !== null && !isRecord(item)) return wrong(item, path, `v1.${struct}`);
    const error = errorInFields(item, path.replace(/^\w+/, struct), fields);
    if (error !== undefined) return error;
  }
  return undefined;
}

function errorInFields(value: unknown, path: string, fields: Record<string, GoType>): string | undefined {
  if (!isRecord(value)) return undefined;
  for (const [name, type] of Object.entries(fields)) {
    const field = value[name];
    if (field === undefined || field === null || type.accepts(field)) continue;
    return wrong(field, `${path}.${name}`, type.name);
  }
  return undefined;
}

function wrong(value: unknown, path: string, type: string): string {
  return `json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${path} of type ${type}`;
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'number' : `number ${value}`;
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
