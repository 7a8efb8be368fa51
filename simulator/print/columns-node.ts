import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { AGE, at, type Column, listAt, textAt, textColumn } from '#simulator/print/table.ts';

// kubernetes v1.35 `pkg/printers/internalversion/printers.go` printNode.

const ROLE = 'node-role.kubernetes.io/';

function status(node: StoredObject): string {
  const ready = listAt(node, 'status', 'conditions').find((condition) => at(condition, 'type') === 'Ready');
  const word = ready === undefined ? 'Unknown' : textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
  return at(node, 'spec', 'unschedulable') === true ? `${word},SchedulingDisabled` : word;
}

function roles({ metadata: { labels = {} } }: StoredObject): string {
  const found = Object.keys(labels).filter((label) => label.startsWith(ROLE));
  return found.length === 0 ? '<none>' : found.map((label) => label.slice(ROLE.length)).join(',');
}

function address(type: string): (node: StoredObject) => string {
  return (node) => {
    const found = listAt(node, 'status', 'addresses').find((entry) => at(entry, 'type') === type);
    return textAt(found, 'address') || '<none>';
  };
}

const info =
  (field: string) =>
  (node: StoredObject): string =>
    textAt(node, 'status', 'nodeInfo', field) || '<unknown>';

export const nodeColumns: readonly Column[] = [
  textColumn('Status', status),
  textColumn('Roles', roles),
  AGE,
  textColumn('Version', (node) => textAt(node, 'status', 'nodeInfo', 'kubeletVersion')),
  textColumn('Internal-IP', address('InternalIP'), 1),
  textColumn('External-IP', address('ExternalIP'), 1),
  textColumn('OS-Image', info('osImage'), 1),
  textColumn('Kernel-Version', info('kernelVersion'), 1),
  textColumn('Container-Runtime', info('containerRuntimeVersion'), 1),
];
