import type { ResourceType } from '#lib/kubernetes/resource.ts';
import { RBAC } from '#simulator/apimachinery/resources.ts';
import { AGE, type Column, textColumn } from '#simulator/print/table.ts';
import { roleRefOf, subjectsOf } from '#simulator/rbac/objects.ts';

/** The columns of a kind without its own printer (apiserver `pkg/registry/rest/table.go`). */
const CREATED: readonly Column[] = [
  { name: 'Created At', type: 'date', priority: 0, cell: (object) => object.metadata.creationTimestamp },
];

const subjectColumn = (name: string, kind: string): Column =>
  textColumn(
    name,
    (binding) =>
      subjectsOf(binding)
        .filter((subject) => subject.kind === kind)
        .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace}/${subject.name}` : subject.name))
        .join(', '),
    1,
  );

const BINDING: readonly Column[] = [
  textColumn('Role', (binding) => {
    const { kind, name } = roleRefOf(binding);
    return `${kind}/${name}`;
  }),
  AGE,
  subjectColumn('Users', 'User'),
  subjectColumn('Groups', 'Group'),
  subjectColumn('ServiceAccounts', 'ServiceAccount'),
];

/** The columns of roles and bindings (kubernetes v1.35 `printRoleBinding`; roles have no printer). */
export const RBAC_COLUMNS: readonly (readonly [ResourceType, readonly Column[]])[] = [
  [RBAC.role, CREATED],
  [RBAC.clusterRole, CREATED],
  [RBAC.roleBinding, BINDING],
  [RBAC.clusterRoleBinding, BINDING],
];
