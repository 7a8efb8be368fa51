'use client';
import { lazy, memo, Suspense, useCallback, useMemo, useState } from 'react';
import { useShortcuts } from '#components/keys/shortcuts.ts';
import { useCollection } from '#components/live/use-collection.ts';
import { useUrlParam } from '#components/shell/use-url-param.ts';
import type { EditorDialog } from '#components/traffic/dialogs/editor-dialogs.tsx';
import { useOwnChanges } from '#components/traffic/draft/own-change.ts';
import { useApply } from '#components/traffic/draft/use-apply.ts';
import { useProposal } from '#components/traffic/draft/use-proposal.ts';
import { useTrafficDraft } from '#components/traffic/draft/use-traffic-draft.ts';
import { RollBackMenu } from '#components/traffic/editor/roll-back-menu.tsx';
import { TrafficEditor } from '#components/traffic/editor/traffic-editor.tsx';
import { Button } from '#components/ui/button.tsx';
import { loadPart } from '#components/ui/load-part.ts';
import { showToast } from '#components/ui/toast.tsx';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { standingChange } from '#lib/traffic/proposals/own-change.ts';
import { type Proposal, sendAllProposal } from '#lib/traffic/proposals/proposal.ts';
import { sendAllTo } from '#lib/traffic/proposals/roll-back.ts';
import { LATEST } from '#lib/traffic/rows.ts';
import type { ServiceHead as Head } from '#lib/view/models/service-head.ts';
import { ServiceHead } from './service-head.tsx';
import { ServiceNotices } from './service-notices.tsx';
import { ServiceTabs } from './service-tabs.tsx';

const HelpDialog = lazy(() =>
  loadPart(async () => await import('#components/keys/help-dialog.tsx')).then((module) => ({
    default: module.HelpDialog,
  })),
);
const RevisionDrawer = lazy(() =>
  loadPart(async () => await import('#components/revisions/revision-drawer.tsx')).then((module) => ({
    default: module.RevisionDrawer,
  })),
);

interface ServicePageProps {
  cluster: string;
  /** Distinguishes the edits of this server's Services from those of another server's. */
  serverId: string;
  head: Head;
  /** The Service's topic. */
  topic: Topic;
  /** Why nothing can be changed; null when it can. */
  readOnlyReason: string | null;
  /** Why the data on screen may be stale; null while they are live. */
  staleReason: string | null;
}

/**
 * ServicePage shows one Service: its head, the gate, and the tabs below it. Each part follows the collections that it shows, so an event, a
 * sample or a heartbeat renders nothing else.
 */
export const ServicePage = memo(ServicePageContent);

function ServicePageContent({
  cluster,
  serverId,
  head,
  topic,
  readOnlyReason,
  staleReason,
}: ServicePageProps) {
  const edit = useTrafficDraft(`${cluster} ${serverId}`, head);
  const applyHandle = useApply(head);
  const [dialog, setDialog] = useState<EditorDialog>(null);
  const [help, setHelp] = useState(false);
  const [openRevision, setOpenRevision] = useUrlParam('revision', 'open');
  const revisionsByName = useCollection(topic, 'revisions');
  const podsByName = useCollection(topic, 'pods');
  const splits = useCollection(topic, 'splits');
  const revisions = useMemo(() => [...revisionsByName.values()], [revisionsByName]);
  const pods = useMemo(() => [...podsByName.values()], [podsByName]);
  const traffic = head.specTraffic ?? DEFAULT_TRAFFIC;
  const disabled = readOnlyReason !== null || applyHandle.applying;

  const proposed = useProposal(edit, head.summary.latestReady);
  const ownChanges = useOwnChanges(cluster, head.summary.uid);
  const own = useMemo(
    () =>
      standingChange(
        ownChanges,
        { traffic: head.specTraffic ?? DEFAULT_TRAFFIC, generation: head.generation },
        splits.values(),
      ),
    [ownChanges, head.specTraffic, head.generation, splits],
  );
  const { propose } = proposed;
  const review = useCallback(
    (proposal: Proposal) => {
      propose(proposal);
      setDialog('review');
    },
    [propose],
  );
  useShortcuts((key) => {
    if (key === '?') setHelp(true);
    else if (key === 'r') rollBack();
    else return false;
    return true;
  });
  const isThere = (name: string) => revisionsByName.size === 0 || revisionsByName.has(name);
  const sendAll = (key: string) => {
    const targets = sendAllTo(traffic, key, isThere);
    if (targets !== null) review(sendAllProposal(key, targets, head.summary.latestReady));
  };
  const revision = openRevision === null ? undefined : revisionsByName.get(openRevision);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <ServiceHead
        head={head}
        actions={
          <div className="flex flex-wrap items-center gap-2">
            <RollBackMenu
              service={head.summary.name}
              present={{ traffic, latestReady: head.summary.latestReady, revisions }}
              splits={splits}
              own={own}
              harmed={head.summary.harm.level === 'hurting'}
              disabled={disabled}
              onPropose={review}
            />
            <Button
              variant="ghost"
              aria-label="Keyboard shortcuts"
              title="Keyboard shortcuts (?)"
              onClick={() => setHelp(true)}
              className="pointer-coarse:hidden"
            >
              ?
            </Button>
          </div>
        }
      />
      <ServiceNotices head={head} disabled={disabled} onSendToLatest={() => sendAll(LATEST)} />
      <TrafficEditor
        cluster={cluster}
        head={head}
        revisions={revisions}
        pods={pods}
        edit={edit}
        applyHandle={applyHandle}
        dialog={dialog}
        onDialog={setDialog}
        proposed={proposed}
        readOnlyReason={readOnlyReason}
        staleReason={staleReason}
        openRevision={setOpenRevision}
      />
      <ServiceTabs cluster={cluster} head={head} topic={topic} />
      <Suspense>
        {help ? <HelpDialog onClose={() => setHelp(false)} /> : null}
        {revision === undefined ? null : (
          <RevisionDrawer
            cluster={cluster}
            namespace={head.summary.namespace}
            revision={revision}
            service={head.summary.name}
            pods={pods.filter((pod) => pod.revisionName === revision.name)}
            onClose={() => setOpenRevision(null)}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Presses the roll back button; if there is none, opens the menu of alternatives, unless the user has just rolled back. */
function rollBack(): void {
  const button =
    document.querySelector<HTMLElement>('[data-roll-back]') ??
    document.querySelector<HTMLElement>('[data-roll-back-menu]');
  if (button === null)
    showToast('The last change here was already a rollback. Choose another split under Other….');
  else {
    // When the review closes, the focus returns here.
    button.focus();
    button.click();
  }
}
