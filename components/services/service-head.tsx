'use client';
import type { ReactNode } from 'react';
import { Age } from '#components/ui/age.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { OpenIcon } from '#components/ui/icons.tsx';
import { mappingProblem } from '#lib/view/domain-mappings.ts';
import type { ServiceHead as Head, TrafficOwnerView } from '#lib/view/models/service-head.ts';
import { readyChip } from '#lib/view/ready-words.ts';
import { ownerName, ownerSentence } from '#lib/view/traffic-owner-words.ts';
import { isClusterLocal } from '#lib/view/visibility.ts';
import { ChangeLine } from './change-line.tsx';

/** ServiceHead shows what the Service is, its state with Knative's reason, its URL, and who changed it last. */
export function ServiceHead({ head, actions }: { head: Head; actions: ReactNode }) {
  const { summary } = head;
  const { ready, url } = summary;
  const chip = readyChip(summary);
  const owner = head.trafficOwner;
  return (
    <header className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-96">
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight wrap-anywhere">{summary.name}</h1>
        <div className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1.5 text-sm">
          {ready === null || chip === null ? (
            <Chip>no conditions yet</Chip>
          ) : (
            <Chip tone={chip.tone} title={ready.message}>
              <span className="mono" aria-hidden="true">
                {ready.mark}
              </span>
              {chip.word}
              {ready.reason === '' ? '' : `: ${ready.reason}`}
            </Chip>
          )}
          <Chip>{visibilityWords(head)}</Chip>
          {summary.deleting ? <Chip tone="bad">deleting</Chip> : null}
          {owner === null ? null : (
            <Chip tone={isQuiet(owner) ? 'plain' : 'warn'} title={ownerSentence(owner)}>
              {owner.stated === 'yes' ? 'traffic set by' : 'managed by'} {ownerName(owner)}
            </Chip>
          )}
          {head.statusIsCurrent ? null : (
            <Chip
              tone="info"
              title={`Generation ${head.generation}, observed ${head.observedGeneration ?? 'none'}`}
            >
              status is for an older generation
            </Chip>
          )}
          {url === null ? null : (
            <span className="inline-flex min-w-0 items-center">
              {isClusterLocal(url) ? (
                <span
                  className="mono min-w-0 text-xs wrap-anywhere"
                  title="Reachable only from inside the cluster"
                >
                  {url}
                </span>
              ) : (
                <ExternalLink
                  address={url}
                  className="mono link min-w-0 text-xs wrap-anywhere"
                  otherwise={<span className="mono min-w-0 text-xs wrap-anywhere">{url}</span>}
                >
                  {url} <OpenIcon size={11} className="inline" />
                </ExternalLink>
              )}
              <CopyButton text={url} what="URL" />
            </span>
          )}
        </div>
        {head.mappings.length === 0 ? null : <Mappings mappings={head.mappings} />}
        <p className="mt-1.5 text-xs text-ink-3">
          changed <ChangeLine change={summary.change} /> · generation {head.generation} · created{' '}
          <Age at={summary.createdAt} /> ago
        </p>
      </div>
      {actions}
    </header>
  );
}

/** The domains that are mapped to this Service, each with whether the mapping works. A notice explains why a failed one does not. */
function Mappings({ mappings }: { mappings: Head['mappings'] }) {
  return (
    <ul aria-label="Domains" className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {mappings.map((mapping) => {
        const problem = mappingProblem(mapping);
        const text = <span className="mono wrap-anywhere">{mapping.url ?? mapping.host}</span>;
        return (
          <li key={mapping.host} className="min-w-0">
            {problem === null && mapping.url !== null ? (
              <ExternalLink address={mapping.url} className="link" otherwise={text}>
                {text} <OpenIcon size={11} className="inline" />
              </ExternalLink>
            ) : (
              <span className="text-warn wrap-anywhere">
                {mapping.ready?.status === 'False' ? `${mapping.host} does not point here` : problem}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** A domain mapping exposes a Service to the outside, regardless of the visibility label for its own host. */
function visibilityWords({ summary, mappings }: Head): string {
  const reached = mappings.some(({ ready }) => ready?.status === 'True');
  return summary.visibility === 'cluster-local' && reached
    ? 'cluster-local, reachable through its domain'
    : summary.visibility;
}

/** A writer that does not set the traffic, or a person who changes it by hand, is no reason to warn. */
function isQuiet({ stated, tool }: TrafficOwnerView): boolean {
  return stated === 'no' || tool === 'kubectl apply';
}
