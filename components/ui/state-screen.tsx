import type { ReactNode } from 'react';

interface StateScreenProps {
  title: string;
  /** What it means and what to do. */
  children: ReactNode;
  tone?: 'plain' | 'bad';
}

/** StateScreen replaces the content: it names the state and explains what to do. */
export function StateScreen({ title, children, tone = 'plain' }: StateScreenProps) {
  return (
    <section className="panel mx-auto mt-6 w-full max-w-[680px] px-7 py-7 max-md:px-5">
      <h1 className={`text-lg font-semibold tracking-tight ${tone === 'bad' ? 'text-bad' : ''}`}>{title}</h1>
      <div className="mt-2.5 grid grid-cols-[minmax(0,1fr)] gap-3 text-sm leading-5.5 text-ink-2">
        {children}
      </div>
    </section>
  );
}
