import { Age } from '#components/ui/age.tsx';
import type { ChangeView } from '#lib/view/types.ts';

/** ChangeLine says when a Service was last changed, by whom and with what. */
export function ChangeLine({ change }: { change: ChangeView }) {
  return (
    <>
      <Age at={change.at} /> ago
      {change.by === null ? null : (
        <>
          {' by '}
          <span className="font-medium text-ink-2">{change.by}</span>
        </>
      )}
      {change.manager === null ? null : <> with {change.manager}</>}
    </>
  );
}
