'use client';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { TreeNode } from '#lib/view/models/tree-node.ts';
import { toTreeRows } from '#lib/view/tree-rows.ts';
import { TREE_COLUMNS, TreeLine } from './tree-line.tsx';

interface OwnershipTreeProps {
  nodes: ReadonlyMap<string, TreeNode>;
  /** Uid of the node whose YAML is open. */
  selected: string | null;
  onOpen: (uid: string) => void;
}

/** OwnershipTree is a live `kubectl tree`: arrow keys expand and collapse, text filters, Enter opens a node's YAML. */
export function OwnershipTree({ nodes, selected, onOpen }: OwnershipTreeProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [filter, setFilter] = useState('');
  const [focused, setFocused] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => toTreeRows(nodes.values(), folded, filter), [nodes, folded, filter]);
  const tabStop = rows.some((row) => row.node.uid === focused) ? focused : (rows[0]?.node.uid ?? null);

  const setOpen = (uid: string, open: boolean) => {
    const next = new Set(folded);
    if (open) next.delete(uid);
    else next.add(uid);
    setFolded(next);
  };
  const focus = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    setFocused(row.node.uid);
    tree.current?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(row.node.uid)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const row = rows[index];
    if (row === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
    const parent = rows.findLastIndex((other, at) => at < index && other.level === row.level - 1);
    switch (event.key) {
      case 'ArrowDown':
      case 'j':
        focus(index + 1);
        break;
      case 'ArrowUp':
      case 'k':
        focus(index - 1);
        break;
      case 'ArrowRight':
        if (row.expanded === false) setOpen(row.node.uid, true);
        else if (row.expanded === true) focus(index + 1);
        break;
      case 'ArrowLeft':
        if (row.expanded === true && filter === '') setOpen(row.node.uid, false);
        else if (parent >= 0) focus(parent);
        break;
      case 'Home':
        focus(0);
        break;
      case 'End':
        focus(rows.length - 1);
        break;
      case 'Enter':
      case ' ':
        onOpen(row.node.uid);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const parents = [...nodes.values()].flatMap((node) => (node.parent === null ? [] : [node.parent]));
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2 px-4 py-3">
        <input
          type="search"
          aria-label="Filter the tree"
          placeholder="Filter by kind, name, reason…"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="field min-w-0 flex-1 basis-48 max-md:h-10"
        />
        <Button size="small" onClick={() => setFolded(new Set())}>
          Expand all
        </Button>
        <Button size="small" onClick={() => setFolded(new Set(parents))}>
          Collapse all
        </Button>
        <span className="text-xs text-ink-3" aria-live="polite">
          {rows.length} of {nodes.size}
        </span>
      </div>
      <div
        className={`hidden gap-x-4 border-t border-line px-4 py-1.5 text-2xs text-ink-3 md:grid ${TREE_COLUMNS}`}
        aria-hidden="true"
      >
        <span>Kind / name</span>
        <span>Ready</span>
        <span>Reason</span>
        <span className="text-right">Age</span>
      </div>
      <div ref={tree} role="tree" aria-label="Objects of the Service" className="border-t border-line pb-2">
        {rows.map((row, index) => (
          <TreeLine
            key={row.node.uid}
            row={row}
            tabStop={row.node.uid === tabStop}
            selected={row.node.uid === selected}
            onFocus={() => setFocused(row.node.uid)}
            onKeyDown={(event) => onKeyDown(event, index)}
            onToggle={() => setOpen(row.node.uid, row.expanded === false)}
            onOpen={() => onOpen(row.node.uid)}
          />
        ))}
      </div>
    </div>
  );
}
