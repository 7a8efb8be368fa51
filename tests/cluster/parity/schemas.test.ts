import { describe, expect, it } from 'vitest';
import { schemaOf } from '#simulator/schema/schemas.ts';
import { type OpenApi, readObject } from '#simulator/testing/open-api.ts';
import { buildPlane } from '#tests/cluster/plane/binaries.ts';
import { readUpstreamManifests } from '#tests/cluster/plane/manifests.ts';
import { findGo } from '#tests/cluster/support/go-build.ts';

/** The fields read from a CustomResourceDefinition. */
interface Definition {
  group: string;
  names: { kind: string };
  versions: { schema: { openAPIV3Schema: OpenApi } }[];
}

// The build of the control plane puts the definitions there.
await buildPlane();
const { resourceDefinitions } = readUpstreamManifests(
  findGo('to read the definitions'),
  'tests/cluster/knative',
);

describe('the schemas of the embedded cluster', () => {
  it.each(
    resourceDefinitions.map(({ spec }) => spec as Definition),
  )('$names.kind is what Knative declares', ({ group, names, versions }) => {
    const { apiVersion, kind, metadata, ...properties } =
      versions[0]?.schema.openAPIV3Schema.properties ?? {};
    expect([apiVersion?.type, kind?.type, metadata?.type]).toEqual(['string', 'string', 'object']);
    expect(schemaOf({ group, kind: names.kind })).toEqual(readObject({ properties }));
  });
});
