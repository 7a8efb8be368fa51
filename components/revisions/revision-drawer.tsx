'use client';
import { Age } from '#components/ui/age.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Modal } from '#components/ui/modal.tsx';
import { formatPercent } from '#lib/format/percent.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import { ConditionsTable } from './conditions-table.tsx';
import { PodSquares } from './pod-squares.tsx';
import { RevisionEnv } from './revision-env.tsx';
import { revisionFacts } from './revision-facts.ts';

interface RevisionDrawerProps {
  cluster: string;
  namespace: string;
  revision: RevisionView;
  service: string;
  pods: PodView[];
  onClose: () => void;
}

/** RevisionDrawer shows everything that `kn revision describe` prints for a revision, and its pods. */
export function RevisionDrawer({
  cluster,
  namespace,
  revision,
  service,
  pods,
  onClose,
}: RevisionDrawerProps) {
  return (
    <Modal kind="drawer" title={<span className="mono">{revision.name}</span>} onClose={onClose}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <div className="flex flex-wrap gap-2">
          <Chip>Service {service}</Chip>
          <Chip>generation {revision.generation}</Chip>
          <Chip>
            <Age at={revision.createdAt} /> old
          </Chip>
          <Chip tone={revision.routedPercent > 0 ? 'accent' : 'plain'}>
            {formatPercent(revision.routedPercent)} routed
          </Chip>
          {revision.isLatestReady ? <Chip tone="info">latest ready</Chip> : null}
          {revision.isLatestCreated ? <Chip>latest created</Chip> : null}
          {revision.tags.map((tag) => (
            <Chip key={tag} className="mono">
              #{tag}
            </Chip>
          ))}
        </div>
        {revision.serving.words === '' ? null : (
          <p
            className={classNames(
              'text-sm font-medium wrap-anywhere',
              revision.serving.state === 'fails' && revision.routedPercent > 0 ? 'text-bad' : 'text-warn',
            )}
          >
            {revision.name} {revision.serving.words}.
          </p>
        )}
        <dl className="grid grid-cols-[minmax(110px,auto)_1fr] gap-x-5 gap-y-1.5 text-sm">
          {revisionFacts(revision, pods).map((fact) => (
            <div key={fact.name} className="contents">
              <dt className="text-ink-3">{fact.name}</dt>
              <dd className="mono text-xs leading-5 whitespace-pre-line wrap-anywhere">{fact.value}</dd>
            </div>
          ))}
        </dl>
        {revision.env.length === 0 ? null : (
          <RevisionEnv cluster={cluster} namespace={namespace} revision={revision} />
        )}
        <ConditionsTable caption="Conditions" conditions={revision.conditions} />
        <section>
          <h3 className="flex items-center gap-3 text-xs font-semibold">
            Pods <PodSquares pods={pods} />
          </h3>
          {pods.length === 0 ? (
            <p className="mt-2 text-sm text-ink-3">
              {revision.serving.state === 'asleep' ? 'No pods: scaled to zero.' : 'No pods.'}
            </p>
          ) : (
            <ul className="mt-2 text-xs">
              {pods.map((pod) => (
                <li key={pod.name} className="border-t border-line py-1.5">
                  <div className="flex gap-3">
                    <span className="mono min-w-0 flex-1 truncate" title={pod.name}>
                      {pod.name}
                    </span>
                    <span
                      className={
                        pod.phase === 'ready' ? 'text-ok' : pod.phase === 'failed' ? 'text-bad' : 'text-warn'
                      }
                    >
                      {PHASES[pod.phase]}
                    </span>
                    <span className="text-ink-3">{pod.restarts} restarts</span>
                    <Age at={pod.createdAt} className="text-ink-3" />
                  </div>
                  {pod.reason === '' ? null : (
                    <p className="text-bad wrap-anywhere">
                      {pod.container === null ? '' : `${pod.container}: `}
                      {pod.reason} {pod.message}
                    </p>
                  )}
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </Modal>
  );
}

const PHASES: Record<PodView['phase'], string> = {
  starting: 'starting',
  ready: 'ready',
  notReady: 'not ready',
  terminating: 'terminating',
  failed: 'failed',
};
