'use client';
import { useEffect, useState } from 'react';
import { type ObjectReference, useObject } from '#components/actions/use-object.ts';
import { CodeBlock } from '#components/ui/code-block.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';

interface ObjectYamlProps {
  cluster: string;
  reference: ObjectReference;
  /** Changes when the object is known to have changed, to fetch it again. */
  version: string;
}

/** ObjectYaml shows an object as the API server holds it; who wrote which field is hidden until asked for. */
export function ObjectYaml({ cluster, reference, version }: ObjectYamlProps) {
  const { data, error, refetch, isFetching } = useObject(cluster, reference, version);
  const [withManagedFields, setWithManagedFields] = useState(false);
  const text = useYaml(data === undefined ? null : withManagedFields ? data : withoutManagedFields(data));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-4 text-xs text-ink-2">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={withManagedFields}
            onChange={(event) => setWithManagedFields(event.target.checked)}
            className="accent-(--accent)"
          />
          managedFields
        </label>
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

/** The YAML writer is fetched when someone opens YAML. Null until it is there. */
function useYaml(object: Record<string, unknown> | null): string | null {
  const [write, setWrite] = useState<((value: unknown) => string) | null>(null);
  useEffect(() => {
    let gone = false;
    void import('yaml').then(({ stringify }) => {
      if (!gone) setWrite(() => (value: unknown) => stringify(value, { lineWidth: 0 }));
    });
    return () => {
      gone = true;
    };
  }, []);
  return object === null || write === null ? null : write(object);
}

function withoutManagedFields(object: Record<string, unknown>): Record<string, unknown> {
  const { metadata } = object;
  if (typeof metadata !== 'object' || metadata === null) return object;
  const { managedFields: _, ...rest } = metadata as Record<string, unknown>;
  return { ...object, metadata: rest };
}
