import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import {
  type Controller as AnyController,
  type Watch as AnyWatch,
  nameOf,
} from '#simulator/controllers/controller.ts';
import { type ConfigName, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

/** A controller that reads Knative's ConfigMaps. */
export type Controller<T extends KubeObject = KubeObject> = AnyController<T, Context>;

/** onConfigChange reconciles all objects of a type when one of the named ConfigMaps changes. */
export function onConfigChange(type: ResourceType, ...names: ConfigName[]): AnyWatch<KubeObject, Context> {
  return {
    type: KUBERNETES.configMap,
    concerns({ metadata }, { store }) {
      const isNamed = metadata.namespace === SYSTEM_NAMESPACE && names.some((name) => name === metadata.name);
      return isNamed ? store.list(type).map(nameOf) : [];
    },
  };
}
