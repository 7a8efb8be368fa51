import { resourceId } from '#lib/kubernetes/resource.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { BUILTIN_COLUMNS } from '#simulator/print/columns-builtin.ts';
import { CUSTOM_COLUMNS } from '#simulator/print/columns-custom.ts';
import { printerColumns } from '#simulator/print/printer-column.ts';
import type { Column } from '#simulator/print/table.ts';

/** columnsOf returns the table columns of a kind, in addition to the name. */
export function columnsOf(
  type: Pick<ResourceDefinition, 'group' | 'resource' | 'printerColumns'>,
): readonly Column[] {
  const id = resourceId(type);
  return BUILTIN_COLUMNS.get(id) ?? printerColumns(type.printerColumns ?? CUSTOM_COLUMNS.get(id) ?? []);
}
