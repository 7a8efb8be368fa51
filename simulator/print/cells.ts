import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { at, type Column, listAt, textAt, textColumn } from '#simulator/print/table.ts';

const MOST = 3;

/** labelCells prints the labels at a path, sorted: `a=b,c=d`, or `<none>`. */
export function labelCells(object: StoredObject, ...path: readonly string[]): string {
  const found = Object.entries((at(object, ...path) ?? {}) as Record<string, unknown>);
  const labels = found.sort(([a], [b]) => (a < b ? -1 : 1));
  return labels.length === 0 ? '<none>' : labels.map(([key, value]) => `${key}=${String(value)}`).join(',');
}

/** containerCells are the wide columns with the names and images of the pod template at a path. */
export function containerCells(...path: readonly string[]): Column[] {
  const cell =
    (field: string) =>
    (object: StoredObject): string =>
      listAt(object, ...path, 'spec', 'containers')
        .map((container) => textAt(container, field))
        .join(',');
  return [textColumn('Containers', cell('name'), 1), textColumn('Images', cell('image'), 1)];
}

/** limitedList prints at most three items, then how many more there are. */
export function limitedList(items: readonly string[], none: string): string {
  if (items.length === 0) return none;
  const shown = items.slice(0, MOST).join(',');
  return items.length > MOST ? `${shown} + ${items.length - MOST} more...` : shown;
}
