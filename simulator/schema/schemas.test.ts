import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { resourceId } from '#lib/kubernetes/resource.ts';
import { RESOURCES } from '#simulator/api/resources.ts';
import { toOpenApi } from '#simulator/schema/open-api.ts';
import { type ObjectSchema, object, type Schema } from '#simulator/schema/schema.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

/** OpenAPI as a CustomResourceDefinition writes it. */
interface OpenApi {
  type?: string;
  format?: 'int32';
  pattern?: string;
  default?: string;
  properties?: Record<string, OpenApi>;
  required?: string[];
  additionalProperties?: OpenApi;
  items?: OpenApi;
  'x-kubernetes-int-or-string'?: true;
  'x-kubernetes-preserve-unknown-fields'?: true;
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
}

function readSchema(found: OpenApi): Schema {
  if (found['x-kubernetes-int-or-string']) {
    return {
      type: 'intOrString',
      ...(found.pattern === undefined ? {} : { pattern: found.pattern }),
    };
  }
  if (found.type === 'array') {
    if (found.items === undefined) throw new Error('a list without items');
    const keys = found['x-kubernetes-list-map-keys'];
    return { type: 'list', items: readSchema(found.items), ...(keys === undefined ? {} : { keys }) };
  }
  if (found.type === 'object') return readObject(found);
  const { type, format } = found;
  if (type !== 'string' && type !== 'integer' && type !== 'boolean') throw new Error(`type ${type}`);
  return {
    type,
    ...(format === undefined ? {} : { format }),
    ...(found.default === undefined ? {} : { default: found.default }),
  };
}

function readObject(found: OpenApi): ObjectSchema {
  const properties = Object.entries(found.properties ?? {});
  return {
    type: 'object',
    fields: Object.fromEntries(properties.map(([name, property]) => [name, readSchema(property)])),
    required: found.required ?? [],
    ...(found.additionalProperties === undefined ? {} : { values: readSchema(found.additionalProperties) }),
    ...(found['x-kubernetes-preserve-unknown-fields'] ? { open: true } : {}),
    ...(found['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {}),
  };
}

/** The folder of a Go module that the real control plane is built from; undefined where it has not been downloaded. */
function moduleFolder(module: string): string | undefined {
  const cwd = fileURLToPath(new URL('../../tests/cluster/knative', import.meta.url));

  const listed = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', module], {
    cwd,
    env: { ...process.env, GOPROXY: 'off' },
  });
  const folder = listed.status === 0 ? listed.stdout.toString().trim() : '';
  return folder === '' ? undefined : folder;
}

function definitions(): { group: string; kind: string; schema: ObjectSchema }[] {
  const folders = [
    ['knative.dev/serving', 'config/core/300-resources'],
    ['knative.dev/networking', 'config'],
    ['knative.dev/caching', 'config'],
  ].map(([module = '', folder = '']) => {
    const root = moduleFolder(module);
    return root === undefined ? undefined : join(root, folder);
  });
  return folders.flatMap((folder) =>
    folder === undefined ? [] : readdirSync(folder).flatMap((file) => read(join(folder, file))),
  );
}

function read(file: string): { group: string; kind: string; schema: ObjectSchema }[] {
  if (!file.endsWith('.yaml')) return [];
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => {
    const manifest = document.toJS() as {
      kind?: string;
      spec: {
        group: string;
        names: { kind: string };
        versions: { schema: { openAPIV3Schema: OpenApi } }[];
      };
    } | null;
    if (manifest?.kind !== 'CustomResourceDefinition') return [];
    const { group, names, versions } = manifest.spec;
    const {
      apiVersion: _v,
      kind: _k,
      metadata: _m,
      ...properties
    } = versions[0]?.schema.openAPIV3Schema.properties ?? {};
    return [{ group, kind: names.kind, schema: readObject({ properties }) }];
  });
}

describe('the schemas of the custom kinds', () => {
  it('stop at the kinds of Knative', () => {
    const withoutSchema = RESOURCES.filter((type) => schemaOf(type) === undefined && type.custom);
    expect(withoutSchema.map(resourceId)).toEqual(['virtualservices.networking.istio.io']);
  });

  it.each(RESOURCES.filter((type) => schemaOf(type) !== undefined))('$kind is published as it is', (type) => {
    const schema = schemaOf(type);
    expect(readObject(toOpenApi(schema ?? object({})))).toEqual(schema);
  });

  const upstream = definitions();
  it.skipIf(upstream.length === 0).each(upstream)(
    '$kind is what Knative declares',
    ({ group, kind, schema }) => {
      expect(schemaOf({ group, kind })).toEqual(schema);
    },
  );
});
