import { KNATIVE } from '#lib/knative/resources.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { type Api, ApiError, eventually } from '#tests/cluster/plane/api.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const SOON_MS = 10_000;

interface Named {
  metadata: { name: string };
  [field: string]: unknown;
}

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  verbs: string[];
  resourceNames?: string[];
}

interface Binding {
  metadata: { name: string; resourceVersion?: string };
  roleRef: { apiGroup: string; kind: string; name: string };
  subjects?: { kind: string; name: string }[];
}

/** Revokes read permissions of users of a real cluster through RBAC, and restores them. */
export class RealClusterAccess {
  readonly #api: Api;
  readonly #undo: (() => Promise<void>)[] = [];

  constructor(api: Api) {
    this.#api = api;
  }

  /** Binds the user to roles without the kind, and waits until the API server refuses it. */
  async forbid(type: ResourceType, user: string): Promise<void> {
    const { items } = await this.#api.call<{ items: Binding[] }>({ path: `${RBAC}/clusterrolebindings` });
    for (const binding of items.filter(({ subjects }) => subjects?.some(({ name }) => name === user)))
      await this.#rebind(binding, type, user);
    await this.#untilAllowed(type, user, false);
  }

  /** Undoes what forbid did, in reverse order. */
  async heal(): Promise<void> {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await undo();
  }

  async #rebind(binding: Binding, type: ResourceType, user: string): Promise<void> {
    const { rules } = await this.#api.call<{ rules: Rule[] }>({
      path: `${RBAC}/clusterroles/${binding.roleRef.name}`,
    });
    const name = `${binding.roleRef.name}-without-${resourceId(type)}`;
    await this.#create(`${RBAC}/clusterroles`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: rules.flatMap((rule) => without(rule, type)),
    });
    // A binding's role cannot be changed, so another binding replaces it.
    await this.#create(`${RBAC}/clusterrolebindings`, {
      ...bare(binding, name),
      roleRef: { ...binding.roleRef, name },
    });
    const path = `${RBAC}/clusterrolebindings/${binding.metadata.name}`;
    await this.#api.call({ method: 'DELETE', path });
    this.#undo.push(async () => {
      await this.#api.call({
        method: 'POST',
        path: `${RBAC}/clusterrolebindings`,
        body: bare(binding, binding.metadata.name),
      });
      await this.#untilAllowed(type, user, true);
    });
  }

  async #create(collection: string, object: Named): Promise<void> {
    try {
      await this.#api.call({ method: 'POST', path: collection, body: object });
    } catch (error) {
      if (error instanceof ApiError && error.code === 409) return;
      throw error;
    }
    this.#undo.push(async () => {
      await this.#api.call({ method: 'DELETE', path: `${collection}/${object.metadata.name}` });
    });
  }

  /** Waits until the API server's own caches reflect a change of roles. */
  async #untilAllowed(type: ResourceType, user: string, allowed: boolean): Promise<void> {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user,
        groups: ['system:authenticated'],
        resourceAttributes: { verb: 'list', group: type.group, resource: type.resource },
      },
    };
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const what = `${user} ${allowed ? 'may' : 'may not'} list ${resourceId(type)}`;
    await eventually(
      what,
      async () => {
        const { status } = await this.#api.call<{ status: { allowed: boolean } }>({
          method: 'POST',
          path,
          body,
        });
        if (status.allowed !== allowed) throw new Error('its answer is the old one');
      },
      SOON_MS,
    );
  }
}

function bare({ roleRef, subjects = [] }: Binding, name: string) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef,
    subjects,
  };
}

/** Returns rules that grant the same as one rule, except for a kind. */
function without(rule: Rule, { group, resource }: ResourceType): Rule[] {
  const { apiGroups = [], resources = [] } = rule;
  const isAbout = (apiGroups.includes(group) || apiGroups.includes('*')) && resources.length > 0;
  if (!isAbout) return [rule];
  const known = Object.values(KNATIVE).filter((type) => type.group === group);
  const named = resources.includes('*') ? known.map((type) => type.resource) : resources;
  const left = named.filter((name) => name !== resource && !name.startsWith(`${resource}/`));
  return [
    { ...rule, apiGroups: apiGroups.filter((it) => it !== group) },
    { ...rule, apiGroups: [group], resources: left },
  ].filter((it) => it.apiGroups.length > 0 && it.resources !== undefined && it.resources.length > 0);
}
