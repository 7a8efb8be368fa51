'use client';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Age } from '#components/ui/age.tsx';
import { Button } from '#components/ui/button.tsx';
import { ChevronIcon } from '#components/ui/icons.tsx';
import { Menu, type MenuGroup } from '#components/ui/menu.tsx';
import { LATEST } from '#lib/knative/traffic-rows.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { splitNames, splitText, unlistedRevisions } from '#lib/traffic-draft/change-summary.ts';
import { gateOrder } from '#lib/traffic-draft/gate-rows.ts';
import { earlierSplits, sendAllTo } from '#lib/traffic-draft/roll-back.ts';
import type { RevisionView, SplitView } from '#lib/view/types.ts';

interface RollBackMenuProps {
  traffic: readonly TrafficTarget[];
  splits: ReadonlyMap<string, SplitView>;
  revisions: readonly RevisionView[];
  disabled: boolean;
  /** Opens the review with these targets. */
  onChoose: (targets: readonly TrafficTarget[]) => void;
}

const MOST_SPLITS = 8;

/** RollBackMenu goes back to the previous split with one press, to any split seen, or sends all to any revision. */
export function RollBackMenu({ traffic, splits, revisions, disabled, onChoose }: RollBackMenuProps) {
  const order = gateOrder(revisions);
  const known = new Set(revisions.map((revision) => revision.name));
  const earlier = earlierSplits(splits.values(), traffic);
  const [previous] = earlier;
  const canRestore = (split: SplitView) => unlistedRevisions(split.traffic, known).length === 0;
  const destinations = [
    LATEST,
    ...revisions
      .filter((revision) => revision.ready === 'True')
      .toSorted((a, b) => b.generation - a.generation)
      .map((revision) => revision.name),
  ];
  const groups: MenuGroup[] = [
    {
      id: 'splits',
      title: 'Back to a split seen since the server started',
      actions: earlier.slice(0, MOST_SPLITS).map((split) => ({
        id: `split:${split.generation}`,
        text: splitNames(split.traffic, order),
        disabled: !canRestore(split),
        label: (
          <>
            <b className="font-semibold">{splitText(split.traffic, order)}</b>
            <span className="mono block text-xs text-ink-3">
              {canRestore(split) ? splitNames(split.traffic, order) : 'names a revision that is gone'}
            </span>
          </>
        ),
        detail: (
          <>
            <Age at={split.seenAt} /> ago{split.by === null ? '' : `, ${split.by}`}
          </>
        ),
        onSelect: () => onChoose(split.traffic),
      })),
    },
    {
      id: 'all',
      title: 'Send all to',
      actions: destinations.flatMap((key) => {
        const targets = sendAllTo(traffic, key);
        if (targets === null) return [];
        return [
          {
            id: `all:${key}`,
            text: key,
            label: <span className="mono text-xs">{key}</span>,
            onSelect: () => onChoose(targets),
          },
        ];
      }),
    },
  ].filter((group) => group.actions.length > 0);
  return (
    <div className="flex gap-2">
      {previous !== undefined && canRestore(previous) ? (
        <Button
          variant="danger"
          shortcut="R"
          disabled={disabled}
          title={splitNames(previous.traffic, order)}
          onClick={() => onChoose(previous.traffic)}
          data-roll-back=""
        >
          Roll back to {splitText(previous.traffic, order)}
        </Button>
      ) : null}
      <Menu
        label="Roll back"
        trigger={
          <AriaButton
            isDisabled={disabled || groups.length === 0}
            data-roll-back-menu=""
            className="inline-flex h-8 items-center gap-1.5 rounded-[7px] border border-edge/60 bg-panel px-3 text-sm font-medium whitespace-nowrap hover:bg-hover data-disabled:cursor-not-allowed data-disabled:text-ink-3 max-md:h-10"
          >
            {previous === undefined ? 'Roll back…' : 'Other…'}
            <ChevronIcon open size={12} />
          </AriaButton>
        }
        groups={groups}
        note={
          previous === undefined
            ? 'No other split has been seen since the server started; earlier ones are not known.'
            : 'Splits are the exact lists, tags and @latest included. Those from before the server started are not known.'
        }
      />
    </div>
  );
}
