import { describe, expect, test } from 'vitest';
import { SERVING_TYPES, typeErrorOf } from '#simulator/knative/admission/decode.ts';
import type { GoType } from '#simulator/knative/admission/go-type.ts';
import type { Schema } from '#simulator/schema/schema.ts';
import { SERVING } from '#simulator/schema/serving.ts';

const inTemplate = (spec: object, metadata: object = {}) => ({
  kind: 'Service',
  spec: { template: { metadata, spec } },
});
const inContainer = (parts: object) => inTemplate({ containers: [{ image: 'i', ...parts }] });
const POD = 'spec.ConfigurationSpec.template.spec.PodSpec';

describe('a decoding error of Knative reads as in Go', () => {
  test.each<[string, object, string]>([
    [
      'an annotation that is a number',
      inTemplate({}, { annotations: { 'autoscaling.knative.dev/min-scale': 1 } }),
      'json: cannot unmarshal number into Go struct field ObjectMeta.spec.ConfigurationSpec.template.metadata.annotations of type string',
    ],
    [
      'an environment variable that is a number',
      inContainer({ env: [{ name: 'A', value: 1 }] }),
      `json: cannot unmarshal number into Go struct field EnvVar.${POD}.containers.env.value of type string`,
    ],
    [
      'a port in quotes',
      inContainer({ ports: [{ containerPort: '8080' }] }),
      `json: cannot unmarshal string into Go struct field ContainerPort.${POD}.containers.ports.containerPort of type int32`,
    ],
    [
      'a port that is too large',
      inContainer({ ports: [{ containerPort: 3e9 }] }),
      `json: cannot unmarshal number 3000000000 into Go struct field ContainerPort.${POD}.containers.ports.containerPort of type int32`,
    ],
    [
      'containers that are not a list',
      inTemplate({ containers: { image: 'i' } }),
      `json: cannot unmarshal object into Go struct field RevisionSpec.${POD}.containers of type []v1.Container`,
    ],
    [
      'a port of a probe, which ends the decoding, before a field of a wrong type',
      inContainer({ args: 'x', readinessProbe: { httpGet: { port: true } } }),
      `json: cannot unmarshal bool into Go struct field HTTPGetAction.${POD}.containers.readinessProbe.ProbeHandler.httpGet.port of type int32`,
    ],
    [
      'a quantity',
      inContainer({ resources: { limits: { cpu: 'much' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'a fractional percent of traffic',
      { kind: 'Route', spec: { traffic: [{ percent: 50.5 }] } },
      'json: cannot unmarshal number 50.5 into Go struct field TrafficTarget.spec.traffic.percent of type int64',
    ],
    [
      'a template that is a list',
      { kind: 'Configuration', spec: { template: [] } },
      'json: cannot unmarshal array into Go struct field ConfigurationSpec.spec.template of type v1.RevisionTemplateSpec',
    ],
  ])('%s', (_name, object, words) => {
    expect(typeErrorOf(object as { [field: string]: unknown })).toBe(words);
  });

  test('but unknown or absent fields cause none', () => {
    expect(typeErrorOf(inContainer({ unheardOf: 1, name: null, ports: [null] }))).toBeUndefined();
    expect(typeErrorOf({ kind: 'Service' })).toBeUndefined();
  });
});

test.each(Object.entries(SERVING_TYPES))('every field of %s has a Go type of its kind', (kind, type) => {
  const schema = SERVING[kind]?.fields['spec'];
  expect(differencesIn(schema, type.fields['spec']?.type, 'spec')).toEqual([]);
});

/** The kinds of Go types allowed for a schema type. */
const KINDS: Record<Schema['type'], readonly GoType['kind'][]> = {
  string: ['scalar', 'own'],
  integer: ['scalar'],
  number: ['scalar'],
  any: ['own'],
  boolean: ['scalar'],
  intOrString: ['own'],
  list: ['list'],
  object: ['struct', 'map'],
};

function differencesIn(schema: Schema | undefined, type: GoType | undefined, path: string): string[] {
  if (schema === undefined) return [];
  if (type === undefined || !KINDS[schema.type].includes(type.kind)) return [path];
  if (schema.type === 'list')
    return type.kind === 'list' ? differencesIn(schema.items, type.of, `${path}[]`) : [];
  if (schema.type !== 'object') return [];
  const ofValues = type.kind === 'map' ? differencesIn(schema.values, type.of, `${path}{}`) : [];
  const fields = type.kind === 'struct' ? type.fields : {};
  return [
    ...ofValues,
    ...Object.entries(schema.fields).flatMap(([name, field]) =>
      differencesIn(field, fields[name]?.type, `${path}.${name}`),
    ),
  ];
}
