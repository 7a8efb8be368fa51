import type { AdmissionPlugin, Store, StoredObject, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import {
  CUSTOM_RESOURCE_DEFINITION,
  type ResourceDefinition,
  sameType,
} from '#simulator/apimachinery/resources.ts';
import { type Cause, invalid, invalidValue } from '#simulator/apimachinery/status-errors.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import type { Controller } from '#simulator/controllers/controller.ts';
import { readPrinterColumns } from '#simulator/print/printer-column.ts';
import { ignoredKeywords } from '#simulator/schema/bounds.ts';
import { fromOpenApi } from '#simulator/schema/from-open-api.ts';
import { giveSchema } from '#simulator/schema/schemas.ts';

// User-defined kinds, served as their CustomResourceDefinition specifies (apiextensions-apiserver v0.35).

/** The finalizer that keeps a definition until its objects are gone (`pkg/controller/finalizer`). */
const FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';
/** How often the controller checks whether the objects of a deleted definition are gone. */
const CHECK_EVERY_MS = 200;

const WRITER: WriteOptions = {
  user: { name: 'system:apiserver', groups: ['system:masters'] },
  fieldManager: 'kube-apiserver',
};

/** Rejects a definition that the embedded cluster cannot serve as specified, and warns of what its schema says in vain. */
export const customResourceAdmission: AdmissionPlugin = {
  validate({ operation, type, subresource, object, warn }) {
    if (operation === 'DELETE' || !sameType(type, CUSTOM_RESOURCE_DEFINITION)) return;
    const causes = problemsOf(object);
    if (causes.length > 0) throw invalid(type, object.metadata.name, causes);
    const ignored = subresource === '' ? ignoredKeywords(schemaOfVersion(servedVersion(object))) : [];
    if (ignored.length > 0)
      warn(`the embedded cluster checks no object by ${ignored.join(', ')} of this schema`);
  },
};

/** Serves the kinds of definitions, and deletes their objects before a definition goes. */
export const customResourceController: Controller = {
  name: 'custom resource controller',
  type: CUSTOM_RESOURCE_DEFINITION,
  latencyMs: 0,
  watches: [],
  reconcile({ store, clock }, object) {
    const type = definitionOf(object);
    const isServed = store.types.some((served) => sameType(served, type));
    const isOurs = object.metadata.finalizers?.includes(FINALIZER) === true;
    if (object.metadata.deletionTimestamp !== undefined) {
      return isOurs ? withdraw(store, object, type, isServed) : undefined;
    }
    // Knative's kinds are served from startup, with their own schemas.
    if (isServed && !isOurs) return undefined;
    giveSchema(type, fromOpenApi(schemaOfVersion(servedVersion(object))));
    store.serve(type);
    if (!isOurs) establish(store, object, type, formatTime(clock.now()));
    return undefined;
  },
};

function establish(store: Store, object: StoredObject, type: ResourceDefinition, now: string): void {
  const finalizers = [...(object.metadata.finalizers ?? []), FINALIZER];
  const kept = writeFinalizers(store, object, finalizers);
  const conditions = [
    { type: 'NamesAccepted', reason: 'NoConflicts', message: 'no conflicts found' },
    {
      type: 'Established',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    },
  ].map((condition) => ({ ...condition, status: 'True', lastTransitionTime: now }));
  const { names } = specOf(object);
  const status = { conditions, acceptedNames: names, storedVersions: [type.version] };
  store.updateStatus(CUSTOM_RESOURCE_DEFINITION, { ...kept, status }, WRITER);
}

/** withdraw deletes the objects of a kind, and releases its definition when none are left. */
function withdraw(
  store: Store,
  object: StoredObject,
  type: ResourceDefinition,
  isServed: boolean,
): number | undefined {
  const left = isServed ? store.list(type) : [];
  for (const { metadata } of left) {
    if (metadata.deletionTimestamp !== undefined) continue;
    store.delete(type, metadata.namespace, metadata.name, { ...WRITER, propagation: 'Background' });
  }
  if (isServed && store.list(type).length > 0) return CHECK_EVERY_MS;
  store.withdraw(type);
  const finalizers = object.metadata.finalizers ?? [];
  writeFinalizers(
    store,
    object,
    finalizers.filter((finalizer) => finalizer !== FINALIZER),
  );
  return undefined;
}

function writeFinalizers(store: Store, object: StoredObject, finalizers: string[]): StoredObject {
  const metadata = { ...object.metadata, finalizers };
  return store.update(CUSTOM_RESOURCE_DEFINITION, { ...object, metadata }, WRITER);
}

function problemsOf(object: StoredObject): Cause[] {
  const { group, names, versions, conversion } = specOf(object);
  const causes: Cause[] = [];
  if (object.metadata.name !== `${textOf(names['plural'])}.${group}`) {
    const why = 'must be spec.names.plural+"."+spec.group';
    causes.push(invalidValue('metadata.name', object.metadata.name, why));
  }
  if (textOf(names['kind']) === '') {
    causes.push({ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.names.kind' });
  }
  const served = versions.filter((version) => version['served'] === true).map(({ name }) => textOf(name));
  if (served.length !== 1) {
    const why = 'the embedded cluster serves exactly one version of a custom kind';
    causes.push(invalidValue('spec.versions', served, why));
  }
  if (conversion === 'Webhook') {
    const why = 'the embedded cluster calls no conversion webhooks';
    causes.push(invalidValue('spec.conversion.strategy', conversion, why));
  }
  return causes;
}

function definitionOf(object: StoredObject): ResourceDefinition {
  const { group, names, scope } = specOf(object);
  const version = servedVersion(object);
  const subresources = objectOf(version['subresources']);
  const kind = textOf(names['kind']);
  return {
    group,
    version: textOf(version['name']),
    resource: textOf(names['plural']),
    kind,
    namespaced: scope === 'Namespaced',
    singular: textOf(names['singular']) || kind.toLowerCase(),
    shortNames: textsOf(names['shortNames']),
    categories: textsOf(names['categories']),
    custom: true,
    hasStatus: subresources['status'] !== undefined,
    hasGeneration: true,
    hasScale: objectOf(subresources['scale'])['specReplicasPath'] === '.spec.replicas',
    isReadOnly: false,
    printerColumns: readPrinterColumns(version['additionalPrinterColumns']),
  };
}

interface Spec {
  group: string;
  scope: string;
  names: JsonObject;
  versions: JsonObject[];
  conversion: string;
}

function specOf(object: StoredObject): Spec {
  const spec = objectOf(object['spec']);
  return {
    group: textOf(spec['group']),
    scope: textOf(spec['scope']),
    names: objectOf(spec['names']),
    versions: Array.isArray(spec['versions']) ? spec['versions'].filter(isJsonObject) : [],
    conversion: textOf(objectOf(spec['conversion'])['strategy']),
  };
}

function servedVersion(object: StoredObject): JsonObject {
  return specOf(object).versions.find((version) => version['served'] === true) ?? {};
}

const schemaOfVersion = (version: JsonObject): unknown => objectOf(version['schema'])['openAPIV3Schema'];
const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
