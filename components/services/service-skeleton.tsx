/** ServiceSkeleton is the placeholder of a Service's page until its data arrive. */
export function ServiceSkeleton({ name }: { name: string }) {
  return (
    <div aria-busy="true" className="grid gap-4">
      <h1 className="text-[22px] leading-7 font-semibold tracking-tight wrap-anywhere">{name}</h1>
      <p className="sr-only" aria-live="polite">
        Loading…
      </p>
      <i className="skeleton h-5 w-72 max-w-full" />
      <div className="panel grid gap-px overflow-hidden">
        {Array.from({ length: 4 }, (_, row) => (
          <div key={row} className="flex h-21 items-center gap-6 border-t border-line px-5 first:border-t-0">
            <i className="skeleton h-12 w-6" />
            <i className="skeleton h-4 w-48" />
            <i className="skeleton h-2 flex-1" />
          </div>
        ))}
      </div>
    </div>
  );
}
