'use client';
import Link from 'next/link';
import { TrafficBar } from '#components/services/traffic-bar.tsx';
import { Age } from '#components/ui/age.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { formatPercent } from '#lib/format/percent.ts';
import { shortRevision } from '#lib/format/short-revision.ts';
import { serviceHref } from '#lib/view/addresses.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import { ChangeLine } from './change-line.tsx';
import { StateDot } from './state-dot.tsx';
import { STATE_WORDS } from './state-words.ts';

export const OVERVIEW_COLUMNS =
  'lg:grid-cols-[minmax(170px,1.2fr)_minmax(240px,1.8fr)_64px_minmax(110px,0.7fr)_minmax(190px,1.3fr)]';

const HEADLINE_TONES = {
  plain: 'text-ink-2',
  ok: 'text-ink-2',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  accent: 'text-accent',
};

interface ServiceRowProps {
  cluster: string;
  service: ServiceSummary;
}

/** ServiceRow is one Service in the overview: a grid of cells on wide screens, a card on phones. */
export function ServiceRow({ cluster, service }: ServiceRowProps) {
  const { namespace, name, pods } = service;
  return (
    <>
      {/* oxlint-disable jsx-a11y/prefer-tag-over-role -- virtual rows are outside table layout */}
      <div role="gridcell" className="flex min-w-0 items-start gap-2.5 max-lg:col-start-1">
        <span className="pt-0.5">
          <StateDot state={service.state} />
        </span>
        <span className="min-w-0">
          <Link
            href={serviceHref(cluster, namespace, name)}
            prefetch={false}
            tabIndex={-1}
            data-row-link=""
            className="block truncate font-semibold after:absolute after:inset-0"
            title={name}
          >
            {name}
          </Link>
          <span className="flex items-center gap-2 text-xs text-ink-3">
            <span className="truncate">{namespace}</span>
            {service.visibility === 'cluster-local' ? <Chip size="small">cluster-local</Chip> : null}
            {service.deleting ? (
              <Chip tone="bad" size="small">
                deleting
              </Chip>
            ) : null}
          </span>
        </span>
      </div>
      <div role="gridcell" className="min-w-0 max-lg:col-span-2 max-lg:row-start-2">
        <TrafficBar service={name} shares={service.routed} />
      </div>
      <div role="gridcell" className="text-sm max-lg:col-start-2 max-lg:row-start-1 max-lg:text-right">
        <span className="sr-only">pods </span>
        {pods.ready === 0 && pods.desired === 0 ? (
          <span className="text-ink-3">zero</span>
        ) : (
          <span className={pods.ready < pods.desired ? 'text-warn' : ''}>
            <b className="font-semibold">{pods.ready}</b> / {pods.desired}
          </span>
        )}
      </div>
      <div role="gridcell" className="min-w-0 text-xs max-lg:col-span-2 max-lg:row-start-4">
        <LatestFact service={service} />
      </div>
      <div role="gridcell" className="min-w-0 text-xs max-lg:col-span-2 max-lg:row-start-3">
        {service.headline === '' ? null : (
          <p
            title={service.headline}
            className={classNames(
              'line-clamp-2 font-medium wrap-anywhere',
              HEADLINE_TONES[STATE_WORDS[service.state].tone],
            )}
          >
            {service.headline}
            {service.since === null ? null : (
              <>
                {' · '}
                <Age at={service.since} />
              </>
            )}
          </p>
        )}
        <p className="truncate text-ink-3">
          <ChangeLine change={service.change} focusable={false} />
        </p>
      </div>
      {/* oxlint-enable jsx-a11y/prefer-tag-over-role */}
    </>
  );
}

/** LatestFact shows the newest revision and whether it gets traffic. */
function LatestFact({ service }: { service: ServiceSummary }) {
  const { name, latestCreated, latestReady, latestPercent } = service;
  if (latestCreated === null) return <span className="text-ink-3">no revision yet</span>;
  const failed = latestCreated !== latestReady;
  return (
    <div className="max-lg:flex max-lg:gap-2">
      <p className="mono truncate text-ink-2" title={latestCreated}>
        <span className="font-sans text-ink-3 lg:hidden">latest </span>
        {shortRevision(latestCreated, name)}
      </p>
      <p
        className={classNames(
          'truncate',
          failed || service.state === 'pinnedBehind' ? 'text-warn' : 'text-ink-3',
        )}
      >
        {failed
          ? 'not ready'
          : latestPercent === 0
            ? 'gets no traffic'
            : `gets ${formatPercent(latestPercent)}`}
      </p>
    </div>
  );
}
