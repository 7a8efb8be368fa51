import { describe, expect, it } from 'vitest';
import { resourceId } from '#lib/kubernetes/resource.ts';
import { RESOURCES } from '#simulator/apimachinery/resources.ts';
import { toOpenApi } from '#simulator/schema/open-api.ts';
import { object } from '#simulator/schema/schema.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';
import { readObject } from '#simulator/testing/open-api.ts';

describe('the schemas of the custom kinds', () => {
  it('exist only for Knative’s kinds', () => {
    const withoutSchema = RESOURCES.filter((type) => schemaOf(type) === undefined && type.custom);
    expect(withoutSchema.map(resourceId)).toEqual(['virtualservices.networking.istio.io']);
  });

  it.each(
    RESOURCES.filter((type) => schemaOf(type) !== undefined),
  )('$kind is published unchanged', (type) => {
    const schema = schemaOf(type);
    expect(readObject(toOpenApi(schema ?? object({})))).toEqual(schema);
  });
});
