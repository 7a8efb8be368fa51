import {
  BOOLEAN,
  INT64,
  keyed,
  list,
  mapOf,
  type ObjectSchema,
  object,
  open,
  STRING,
  whole,
} from '#simulator/schema/schema.ts';

/** metav1.ObjectMeta (k8s.io/apimachinery v0.35 `pkg/apis/meta/v1/types.go`), the metadata of every object. */
export const OBJECT_META: ObjectSchema = object({
  annotations: mapOf(STRING),
  creationTimestamp: STRING,
  deletionGracePeriodSeconds: INT64,
  deletionTimestamp: STRING,
  finalizers: { type: 'list', items: STRING, set: true },
  generateName: STRING,
  generation: INT64,
  labels: mapOf(STRING),
  managedFields: list(open()),
  name: STRING,
  namespace: STRING,
  ownerReferences: keyed(
    'uid',
    whole(
      object({
        apiVersion: STRING,
        blockOwnerDeletion: BOOLEAN,
        controller: BOOLEAN,
        kind: STRING,
        name: STRING,
        uid: STRING,
      }),
    ),
  ),
  resourceVersion: STRING,
  selfLink: STRING,
  uid: STRING,
});
