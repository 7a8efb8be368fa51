import { OVERVIEW_COLUMNS } from './service-row.tsx';

/** OverviewSkeleton is the placeholder of the overview until its data arrive. */
export function OverviewSkeleton() {
  return (
    <div aria-busy="true" className="grid gap-4">
      <p className="sr-only" aria-live="polite">
        Loading the Services…
      </p>
      <div className="skeleton h-9" />
      <div className="panel">
        {Array.from({ length: 10 }, (_, row) => (
          <div
            key={row}
            className={`grid h-15.5 grid-cols-2 items-center gap-x-5 border-t border-line px-5 first:border-t-0 ${OVERVIEW_COLUMNS}`}
          >
            <i className="skeleton h-3.5 w-2/3" />
            <i className="skeleton h-4.5" />
            <i className="skeleton h-3.5 w-10 max-lg:hidden" />
            <i className="skeleton h-3.5 w-16 max-lg:hidden" />
            <i className="skeleton h-3.5 w-3/4 max-lg:hidden" />
          </div>
        ))}
      </div>
    </div>
  );
}
