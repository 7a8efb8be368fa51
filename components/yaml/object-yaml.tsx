'use client';
import { useEffect, useState } from 'react';
import { type ObjectReference, useObject } from '#components/actions/use-object.ts';
import { CodeBlock } from '#components/ui/code-block.tsx';
import { loadPart } from '#components/ui/load-part.ts';
import { Notice } from '#components/ui/notice.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { LAST_APPLIED } from '#lib/kubernetes/mask-object.ts';

interface ObjectYamlProps {
  cluster: string;
  reference: ObjectReference;
  /** Changes when the object is known to have changed, which triggers a refetch. */
  version: string;
}

/** ObjectYaml shows an object as the API server holds it; field managers and possible secrets are hidden until requested. */
export function ObjectYaml({ cluster, reference, version }: ObjectYamlProps) {
  const [revealed, setRevealed] = useState(false);
  const [withManagedFields, setWithManagedFields] = useState(false);
  const [withLastApplied, setWithLastApplied] = useState(false);
  const { data, error, refetch, isFetching } = useObject(cluster, reference, version, { reveal: revealed });
  const object = data?.object ?? null;
  const hasLastApplied = revealed && object !== null && lastApplied(object) !== undefined;
  const shown =
    object === null
      ? null
      : without(object, { managedFields: !withManagedFields, lastApplied: !withLastApplied });
  const text = useYaml(shown);
  const hidden = data?.hidden.length ?? 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-4 text-xs text-ink-2">
        <Check label="managedFields" checked={withManagedFields} onChange={setWithManagedFields} />
        {hasLastApplied ? (
          <Check label="last-applied" checked={withLastApplied} onChange={setWithLastApplied} />
        ) : null}
        {revealed || hidden > 0 ? (
          <button
            type="button"
            className="link"
            aria-pressed={revealed}
            onClick={() => setRevealed(!revealed)}
          >
            {revealed
              ? 'Hide possible secrets'
              : `Show ${hidden} hidden ${hidden === 1 ? 'value' : 'values'}`}
          </button>
        ) : null}
        <button type="button" className="link" onClick={() => void refetch()}>
          {isFetching ? 'Fetching…' : 'Fetch again'}
        </button>
      </div>
      {error !== null ? (
        <Notice tone="bad" role="alert">
          {error.message}
        </Notice>
      ) : text === null ? (
        <Skeleton lines={12} />
      ) : (
        <CodeBlock code={text} what={`YAML of ${reference.kind} ${reference.name}`} />
      )}
    </div>
  );
}

/** useYaml loads the YAML writer when the user opens YAML. Null until it is loaded. */
function useYaml(object: Record<string, unknown> | null): string | null {
  const [write, setWrite] = useState<((value: unknown) => string) | null>(null);
  useEffect(() => {
    let gone = false;
    void loadPart(async () => await import('yaml')).then(({ stringify }) => {
      if (!gone) setWrite(() => (value: unknown) => stringify(value, { lineWidth: 0 }));
    });
    return () => {
      gone = true;
    };
  }, []);
  return object === null || write === null ? null : write(object);
}

function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="accent-(--accent)"
      />
      {label}
    </label>
  );
}

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function lastApplied(object: Fields): unknown {
  return fieldsOf(fieldsOf(object.metadata).annotations)[LAST_APPLIED];
}

/** without omits kubectl's and the API server's bookkeeping unless it is requested. */
function without(object: Fields, leftOut: { managedFields: boolean; lastApplied: boolean }): Fields {
  const metadata = { ...fieldsOf(object.metadata) };
  if (leftOut.managedFields) delete metadata.managedFields;
  if (leftOut.lastApplied && lastApplied(object) !== undefined) {
    const { [LAST_APPLIED]: _, ...annotations } = fieldsOf(metadata.annotations);
    metadata.annotations = annotations;
  }
  return { ...object, metadata };
}
