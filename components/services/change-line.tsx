import { Age } from '#components/ui/age.tsx';
import type { ChangeView } from '#lib/view/models/service-summary.ts';

/** ChangeLine shows when a Service was last changed, by whom and with which tool. */
export function ChangeLine({ change, focusable = true }: { change: ChangeView; focusable?: boolean }) {
  return (
    <>
      <Age at={change.at} focusable={focusable} /> ago
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
