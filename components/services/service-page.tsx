'use client';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useUrlParam } from '#components/shell/use-url-param.ts';
import type { EditorDialog } from '#components/traffic/editor-dialogs.tsx';
import { useOwnChanges } from '#components/traffic/own-change.ts';
import { RollBackMenu } from '#components/traffic/roll-back-menu.tsx';
import { useShortcuts } from '#components/traffic/shortcuts.ts';
import { TrafficEditor } from '#components/traffic/traffic-editor.tsx';
import { useApply } from '#components/traffic/use-apply.ts';
import { useProposal } from '#components/traffic/use-proposal.ts';
import { useTrafficDraft } from '#components/traffic/use-traffic-draft.ts';
import { Button } from '#components/ui/button.tsx';
import { loadPart } from '#components/ui/load-part.ts';
import { showToast } from '#components/ui/toast.tsx';
import { LATEST } from '#lib/knative/traffic-rows.ts';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-target.ts';
import { standingChange } from '#lib/traffic-draft/own-change.ts';
import { type Proposal, sendAllProposal } from '#lib/traffic-draft/proposal.ts';
import { sendAllTo } from '#lib/traffic-draft/roll-back.ts';
import type { ServiceHead as Head } from '#lib/view/types.ts';
import type { ServiceCollections } from './service-collections.ts';
import { ServiceHead } from './service-head.tsx';
import { ServiceNotices } from './service-notices.tsx';
import { ServiceTabs } from './service-tabs.tsx';

const HelpDialog = lazy(() =>
  loadPart(async () => await import('#components/traffic/help-dialog.tsx')).then((it) => ({
    default: it.HelpDialog,
  })),
);
const RevisionDrawer = lazy(() =>
  loadPart(async () => await import('#components/revisions/revision-drawer.tsx')).then((it) => ({
    default: it.RevisionDrawer,
  })),
);

interface ServicePageProps {
  cluster: string;
  /** Tells the edits of this server's Services from those of another's. */
  serverId: string;
  head: Head;
  collections: ServiceCollections;
  /** Why nothing can be changed; null when it can. */
  readOnlyReason: string | null;
  /** Why the shown data may be old; null while it is live. */
  staleReason: string | null;
}

/** ServicePage shows one Service: its head, the gate, and the tabs behind it. */
export function ServicePage({
  cluster,
  serverId,
  head,
  collections,
  readOnlyReason,
  staleReason,
}: ServicePageProps) {
  const edit = useTrafficDraft(`${cluster} ${serverId}`, head);
  const applyHandle = useApply(head);
  const [dialog, setDialog] = useState<EditorDialog>(null);
  const [help, setHelp] = useState(false);
  const [openRevision, setOpenRevision] = useUrlParam('revision', 'open');
  const revisions = useMemo(() => [...collections.revisions.values()], [collections.revisions]);
  const pods = useMemo(() => [...collections.pods.values()], [collections.pods]);
  const traffic = head.specTraffic ?? DEFAULT_TRAFFIC;
  const disabled = readOnlyReason !== null || applyHandle.applying;

  const proposed = useProposal(edit, head.summary.latestReady);
  const ownChanges = useOwnChanges(cluster, head.summary.uid);
  const own = useMemo(
    () =>
      standingChange(
        ownChanges,
        { traffic: head.specTraffic ?? DEFAULT_TRAFFIC, generation: head.generation },
        collections.splits.values(),
      ),
    [ownChanges, head.specTraffic, head.generation, collections.splits],
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
  const isThere = (name: string) => collections.revisions.size === 0 || collections.revisions.has(name);
  const sendAll = (key: string) => {
    const targets = sendAllTo(traffic, key, isThere);
    if (targets !== null) review(sendAllProposal(key, targets, head.summary.latestReady));
  };
  const revision = openRevision === null ? undefined : collections.revisions.get(openRevision);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <ServiceHead
        head={head}
        actions={
          <div className="flex flex-wrap items-center gap-2">
            <RollBackMenu
              service={head.summary.name}
              present={{ traffic, latestReady: head.summary.latestReady, revisions }}
              splits={collections.splits}
              own={own}
              harmed={head.summary.harm.level === 'hurting'}
              disabled={disabled}
              onPropose={review}
            />
            <Button
              variant="ghost"
              aria-label="Keys"
              title="Keys (?)"
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
      <ServiceTabs cluster={cluster} head={head} collections={collections} />
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

/** Presses the button that goes back; where there is none, opens what else there is, unless one has just gone back. */
function rollBack(): void {
  const button =
    document.querySelector<HTMLElement>('[data-roll-back]') ??
    document.querySelector<HTMLElement>('[data-roll-back-menu]');
  if (button === null) showToast('The last change here went back already. Other… has the other splits.');
  else {
    // Where the review is closed again, the focus comes back here.
    button.focus();
    button.click();
  }
}
