import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { Client } from '#tests/cluster/parity/client.ts';
import { KINDS, RECORDED, type RecordedKind } from '#tests/cluster/parity/kinds.ts';

const AS_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
/** Columns that show how long ago something was. */
const AGES = ['Age', 'Last Seen', 'First Seen'];

/** Removes ages, and the ports of a slice: their order is random, and not all are shown. */
function normalCell(kind: RecordedKind, column: string, cell: unknown): unknown {
  if (AGES.includes(column)) return '<age>';
  if (column === 'Restarts') return String(cell).replace(/\(\S+ ago\)/, '(<age> ago)');
  return kind === 'EndpointSlice' && column === 'Ports' ? '<ports>' : cell;
}

/** What `kubectl get -o wide` prints: names and priorities of columns, and the cells of each row. */
export interface Table {
  columns: { name: string; type: string; format: string; priority: number }[];
  rows: unknown[][];
}

/** readTables requests every kind of a namespace as a table, except Events, which are compared by their contents. */
export async function readTables(
  client: Client,
  namespace: string,
): Promise<Partial<Record<RecordedKind, Table>>> {
  const tables: Partial<Record<RecordedKind, Table>> = {};
  for (const kind of KINDS.filter((each) => each !== 'Event')) {
    const path = collectionPath(RECORDED[kind], namespace);
    const body = await client.must({ method: 'GET', path, accept: AS_TABLE });
    const { columnDefinitions, rows } = body as {
      columnDefinitions: Table['columns'];
      rows: { cells: unknown[] }[];
    };
    const columns = columnDefinitions.map(({ name, type, format, priority }) => ({
      name,
      type,
      format,
      priority,
    }));
    const cells = rows.map((row) =>
      row.cells.map((cell, index) => normalCell(kind, columns[index]?.name ?? '', cell)),
    );
    tables[kind] = { columns, rows: cells };
  }
  return tables;
}
