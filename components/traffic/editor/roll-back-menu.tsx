'use client';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Age } from '#components/ui/age.tsx';
import { Button } from '#components/ui/button.tsx';
import { ChevronIcon } from '#components/ui/icons.tsx';
import { Menu, type MenuAction, type MenuGroup } from '#components/ui/menu.tsx';
import { gateOrder } from '#lib/traffic/gate/gate-rows.ts';
import { type NearestOffer, nearestOffers } from '#lib/traffic/proposals/nearest-split.ts';
import {
  nearestProposal,
  type OwnChange,
  type Proposal,
  rollBackProposal,
  sendAllProposal,
  undoProposal,
} from '#lib/traffic/proposals/proposal.ts';
import {
  type BlockedSplit,
  isStepBack,
  type Present,
  type RollBackOffer,
  rollBackOffers,
  sendAllTo,
} from '#lib/traffic/proposals/roll-back.ts';
import { resolvedShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import { LATEST } from '#lib/traffic/rows.ts';
import { destinationText, sharesText } from '#lib/traffic/split-words.ts';
import { sameTraffic } from '#lib/traffic/target.ts';
import type { SplitView } from '#lib/view/models/history.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';

interface RollBackMenuProps {
  service: string;
  present: Present & { revisions: readonly RevisionView[] };
  splits: ReadonlyMap<string, SplitView>;
  /** The last change that this browser wrote, if nobody has changed the traffic since; null when there is none. */
  own: OwnChange | null;
  /** Whether the routed traffic is currently considered to harm requests. */
  harmed: boolean;
  disabled: boolean;
  /** Opens the review of a proposal. */
  onPropose: (proposal: Proposal) => void;
}

const MOST_SPLITS = 8;

/**
 * RollBackMenu goes back to what served before with one click; it is red only when requests are harmed, and after the user's own change
 * it becomes *Undo*. After a roll back, nothing that leads to the split just left is one click away.
 */
export function RollBackMenu(props: RollBackMenuProps) {
  const { service, present, disabled, harmed, onPropose } = props;
  const { traffic, latestReady, revisions } = present;
  const order = gateOrder(revisions);
  const splits = [...props.splits.values()];
  const offers = rollBackOffers(splits, present);
  const { first, alternatives, left } = offers;
  const { nearest, blocked } = nearestOffers(splits, offers, present);
  const own = props.own;
  const undo = own === null ? null : undoProposal(own, present, service);
  const before = own === null ? {} : resolvedShares(own.before, own.latestReady);
  const wentBack =
    undo !== null &&
    (own?.kind === 'rollBack' || own?.kind === 'undo' || left.some((shares) => sameShares(shares, before)));
  // Pressing the key twice must not lead forward again.
  const steppedBack = isStepBack(before, resolvedShares(traffic, latestReady), revisions);
  const back = first !== null && (harmed || undo === null) ? first : null;
  const canUndo = undo !== null && !wentBack && !isUndoOf(back, undo);
  // When no revision is visible, none is known to be gone.
  const isThere = (name: string) =>
    revisions.length === 0 || revisions.some((revision) => revision.name === name);
  const toAction = (offer: RollBackOffer): MenuAction => ({
    id: `split:${offer.split.id}`,
    text: sharesText(offer.shares, service, order),
    label: (
      <>
        <b className="font-semibold">{sharesText(offer.shares, service, order)}</b>
        {offer.moved === null ? null : (
          <span className="block text-xs text-ink-3">
            @latest was <span className="mono">{offer.moved.before}</span>, is{' '}
            <span className="mono">{offer.moved.now ?? 'none'}</span>
          </span>
        )}
      </>
    ),
    detail: <SplitAge split={offer.split} />,
    onSelect: () => onPropose(rollBackProposal(offer, present, service)),
  });
  const toNearestAction = (offer: NearestOffer): MenuAction => ({
    id: `near:${offer.split.id}`,
    text: sharesText(offer.shares, service, order),
    label: (
      <>
        <b className="font-semibold">{sharesText(offer.shares, service, order)}</b>
        <span className="block text-xs text-ink-3">
          nearest to {sharesText(offer.formerShares, service, order)}: {offer.reason}
        </span>
      </>
    ),
    detail: <SplitAge split={offer.split} />,
    onSelect: () => onPropose(nearestProposal(offer, service)),
  });
  const groups: MenuGroup[] = [
    {
      id: 'undo',
      title: 'Your last change',
      actions:
        undo === null || !wentBack
          ? []
          : [{ id: 'undo', text: undo.title, label: undo.title, onSelect: () => onPropose(undo) }],
    },
    {
      id: 'splits',
      title: 'Splits that served since the server started',
      actions: [...(first === null ? [] : [first]), ...alternatives]
        .map(toAction)
        .concat(nearest.map(toNearestAction))
        .concat(blocked.map((split) => toBlockedAction(split, service)))
        .slice(0, MOST_SPLITS),
    },
    {
      id: 'all',
      title: 'Send all to',
      actions: destinations(revisions).flatMap(({ key, revision }) => {
        const targets = sendAllTo(traffic, key, isThere);
        if (targets === null) return [];
        return [
          {
            id: `all:${key}`,
            text: key,
            label: <span className="mono text-xs">{destinationText(key, latestReady)}</span>,
            detail: revision === null ? undefined : <Age at={revision.createdAt} focusable={false} />,
            onSelect: () => onPropose(sendAllProposal(key, targets, latestReady)),
          },
        ];
      }),
    },
  ].filter((group) => group.actions.length > 0);
  return (
    <div className="flex min-w-0 flex-wrap gap-2">
      {canUndo ? (
        <Button
          shortcut={back === null && !steppedBack ? 'R' : undefined}
          disabled={disabled}
          title={undo.title}
          onClick={() => onPropose(undo)}
          data-undo=""
          data-roll-back={back === null && !steppedBack ? '' : undefined}
        >
          Undo
        </Button>
      ) : null}
      {back === null ? null : (
        <Button
          variant={harmed ? 'danger' : 'plain'}
          shortcut="R"
          disabled={disabled}
          className="max-w-full"
          title={back.moved === null ? undefined : `@latest was ${back.moved.before} then`}
          onClick={() => onPropose(rollBackProposal(back, present, service))}
          data-roll-back=""
        >
          <span className="truncate">Roll back to {sharesText(back.shares, service, order)}</span>
        </Button>
      )}
      <Menu
        label="Roll back"
        trigger={
          <AriaButton
            isDisabled={disabled || groups.length === 0}
            data-roll-back-menu={wentBack || (undo !== null && steppedBack) ? undefined : ''}
            className="inline-flex h-8 items-center gap-1.5 rounded-[7px] border border-edge/60 bg-panel px-3 text-sm font-medium whitespace-nowrap hover:bg-hover data-disabled:cursor-not-allowed data-disabled:text-ink-3 max-md:h-10"
          >
            {back === null && !canUndo ? 'Roll back…' : 'Other…'}
            <ChevronIcon open size={12} />
          </AriaButton>
        }
        groups={groups}
        note={
          first === null && alternatives.length + nearest.length + blocked.length === 0
            ? 'No other split has served since the server started; earlier ones are not known.'
            : 'Current tags stay. What served before the server started is not known.'
        }
      />
    </div>
  );
}

/** isUndoOf reports whether Roll back and Undo would write the same. */
function isUndoOf(back: RollBackOffer | null, undo: Proposal): boolean {
  const [list] = undo.lists;
  return back !== null && list !== undefined && sameTraffic(back.targets, list.targets);
}

function toBlockedAction({ split, shares, reason }: BlockedSplit, service: string): MenuAction {
  const text = sharesText(shares, service);
  return {
    id: `split:${split.id}`,
    text,
    disabled: true,
    label: (
      <>
        <b className="font-semibold">{text}</b>
        <span className="block text-xs text-ink-3">{reason}</span>
      </>
    ),
    detail: <SplitAge split={split} />,
  };
}

function SplitAge({ split }: { split: SplitView }) {
  return (
    <>
      <Age at={split.seenAt} focusable={false} /> ago{split.by === null ? '' : `, ${split.by}`}
    </>
  );
}

function destinations(revisions: readonly RevisionView[]): { key: string; revision: RevisionView | null }[] {
  const ready = revisions
    .filter((revision) => revision.ready === 'True')
    .toSorted((a, b) => b.generation - a.generation);
  return [{ key: LATEST, revision: null }, ...ready.map((revision) => ({ key: revision.name, revision }))];
}
