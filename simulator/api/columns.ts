import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { BUILTIN_COLUMNS } from '#simulator/api/columns-builtin.ts';
import { CUSTOM_COLUMNS } from '#simulator/api/columns-custom.ts';
import { AGE, type Column } from '#simulator/api/table.ts';

/** columnsOf returns what a table of a kind shows beside the name. */
export function columnsOf(type: Pick<ResourceType, 'group' | 'resource'>): readonly Column[] {
  const id = resourceId(type);
  return BUILTIN_COLUMNS.get(id) ?? CUSTOM_COLUMNS.get(id) ?? [AGE];
}
