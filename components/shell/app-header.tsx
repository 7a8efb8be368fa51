'use client';
import Link from 'next/link';
import { Chip } from '#components/ui/chip.tsx';
import { LogoIcon } from '#components/ui/icons.tsx';
import { overviewHref } from '#lib/view/addresses.ts';
import type { LiveStatus } from '#lib/view/live-status.ts';
import { LiveChip } from './live-chip.tsx';
import { SignOutButton } from './sign-out-button.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export interface Crumb {
  label: string;
  /** Absent for the page itself. */
  href?: string;
}

interface AppHeaderProps {
  cluster: string;
  /** The path to the page within the cluster: namespace, Service. */
  crumbs: readonly Crumb[];
  status: LiveStatus;
  readOnly: boolean;
  embedded: boolean;
}

/** AppHeader always names the cluster, and shows whether the screen is live. */
export function AppHeader({ cluster, crumbs, status, readOnly, embedded }: AppHeaderProps) {
  return (
    <header className="sticky top-0 z-30 print:static border-b border-line bg-panel">
      <a
        href="#main"
        className="sr-only rounded-md bg-accent px-3 py-1.5 text-accent-ink focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-40"
      >
        Skip to the content
      </a>
      <div className="mx-auto flex h-12.5 max-w-[1360px] items-center gap-4 px-6 max-md:gap-2.5 max-md:px-3">
        <Link
          href={overviewHref(cluster)}
          className="flex shrink-0 items-center gap-2 rounded font-semibold"
          aria-label="Sluice: overview"
        >
          <LogoIcon size={18} className="text-accent" />
          <span className="max-md:sr-only">Sluice</span>
        </Link>
        <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
          <ol className="flex min-w-0 items-center gap-1.5 text-sm">
            <li
              className={crumbs.length > 0 ? 'min-w-0 shrink truncate max-md:max-w-22' : 'min-w-0 truncate'}
            >
              <Link
                href={overviewHref(cluster)}
                title={`Cluster ${cluster}`}
                className="rounded font-medium text-ink hover:text-accent"
                {...(crumbs.length === 0 ? { 'aria-current': 'page' as const } : {})}
              >
                {cluster}
              </Link>
            </li>
            {crumbs.map((crumb, index) => (
              <li
                key={`${index} ${crumb.label}`}
                className={`flex min-w-0 items-center gap-1.5 ${index < crumbs.length - 1 ? 'shrink-2 max-sm:hidden' : ''}`}
              >
                <span aria-hidden="true" className="text-ink-3">
                  /
                </span>
                {crumb.href === undefined ? (
                  <span aria-current="page" className="truncate font-semibold">
                    {crumb.label}
                  </span>
                ) : (
                  <Link href={crumb.href} className="truncate rounded text-ink-2 hover:text-accent">
                    {crumb.label}
                  </Link>
                )}
              </li>
            ))}
          </ol>
        </nav>
        {embedded ? (
          <Chip
            tone="warn"
            title="An embedded cluster: no containers run here"
            className="max-sm:h-5 max-sm:px-1.5 max-sm:text-2xs"
          >
            simulated
          </Chip>
        ) : null}
        {readOnly ? <Chip title="The server was started with --read-only">read-only</Chip> : null}
        <LiveChip status={status} />
        <ThemeSwitch />
        <SignOutButton />
      </div>
    </header>
  );
}
