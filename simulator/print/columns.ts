import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { BUILTIN_COLUMNS } from '#simulator/print/columns-builtin.ts';
import { CUSTOM_COLUMNS } from '#simulator/print/columns-custom.ts';
import { AGE, type Column } from '#simulator/print/table.ts';

/** columnsOf returns the table columns of a kind, in addition to the name. */
export function columnsOf(type: Pick<ResourceType, 'group' | 'resource'>): readonly Column[] {
  const id = resourceId(type);
  return BUILTIN_COLUMNS.get(id) ?? CUSTOM_COLUMNS.get(id) ?? [AGE];
}
