'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Modal } from '#components/ui/modal.tsx';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { compareTraffic, type RowState, rebaseTraffic } from '#lib/traffic/conflict.ts';
import { splitNames } from '#lib/traffic/effects/change-summary.ts';
import { pinnedEdit } from '#lib/traffic/proposals/proposal.ts';
import { isRefusal } from '#lib/traffic/refusal.ts';
import { followsLatest } from '#lib/traffic/resolved-shares.ts';
import { destinationText } from '#lib/traffic/split-words.ts';

interface ConflictDialogProps {
  base: readonly TrafficTarget[];
  theirs: readonly TrafficTarget[];
  mine: readonly TrafficTarget[];
  /** Who changed the traffic since the edit began, in words; null when unknown. */
  who: string | null;
  /** What `@latest` resolved to when the edit began, and what it resolves to now. */
  latest: { before: string | null; now: string | null };
  /** Whether the revision that `@latest` resolved to still exists and is ready, so that it can be pinned. */
  isBeforeReady: boolean;
  /** Whether `mine` is a complete proposal from Sluice rather than an edit by hand. */
  isOffer: boolean;
  /** Whether a write of it was sent without getting an answer. */
  isUnanswered: boolean;
  onChoose: (choice: ConflictResult) => void;
  onClose: () => void;
}

type ConflictChoice = 'pinned' | 'mine' | 'both' | 'theirs';

/** The user's choice: the targets to continue with, or what the cluster holds. */
export type ConflictResult = { take: 'mine'; targets: readonly TrafficTarget[] } | { take: 'theirs' };

/** latestWords describes where a deploy has moved `@latest` in a list. */
function latestWords(
  targets: readonly TrafficTarget[],
  { before, now }: ConflictDialogProps['latest'],
): string {
  if (before === now || !followsLatest(targets)) return '';
  return ` @latest meant ${before ?? 'no revision'} when you started and means ${now ?? 'none'} now.`;
}

function tagsText(targets: readonly TrafficTarget[]): string {
  return targets.map(({ tag }) => (tag === undefined || tag === '' ? '' : ` #${tag}`)).join('');
}

function stateText(state: RowState | null): string {
  return state === null ? '–' : `${state.percent} %${state.tags.map((tag) => ` #${tag}`).join('')}`;
}

/** ConflictDialog prevents overwriting someone else's change: it shows base, theirs and mine side by side, and a choice. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { base, theirs, mine, who, latest, onChoose, onClose } = props;
  const [choice, setChoice] = useState<ConflictChoice | null>(null);
  const both = rebaseTraffic(base, theirs, mine);
  const pinned = props.isBeforeReady ? pinnedEdit(mine, latest) : null;
  return (
    <Modal
      role="alertdialog"
      title="The traffic changed in the meantime"
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep editing</Button>
          <Button
            variant="primary"
            disabled={choice === null}
            onClick={() => {
              if (choice === 'theirs') onChoose({ take: 'theirs' });
              else if (choice === 'both' && !isRefusal(both)) onChoose({ take: 'mine', targets: both });
              else if (choice === 'pinned' && pinned !== null)
                onChoose({ take: 'mine', targets: pinned.targets });
              else if (choice === 'mine') onChoose({ take: 'mine', targets: mine });
            }}
          >
            {choice === null ? 'Choose one' : choice === 'theirs' ? 'Take theirs' : 'Review again'}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-sm text-ink-2">
        {who === null ? 'Someone' : who} changed <span className="mono text-xs">spec.traffic</span> after{' '}
        {props.isOffer ? 'this was offered' : 'your edit began'}.
        {props.isUnanswered ? '' : ' Nothing was written.'}
      </p>
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <thead className="text-left text-2xs text-ink-3">
            <tr>
              <th className="py-1 font-normal">Destination</th>
              <th className="px-3 py-1 font-normal">when you started</th>
              <th className="px-3 py-1 font-normal">theirs, now</th>
              <th className="px-3 py-1 font-normal">yours</th>
            </tr>
          </thead>
          <tbody>
            {compareTraffic(base, theirs, mine).map((row) => (
              <tr key={row.key} className="border-t border-line">
                <th scope="row" className="mono py-1.5 pr-3 text-left text-xs font-medium wrap-anywhere">
                  {destinationText(row.key, latest.now)}
                </th>
                <td className="px-3 py-1.5 text-ink-2">{stateText(row.base)}</td>
                <td className={classNames('px-3 py-1.5', row.theyChanged && 'font-semibold text-info')}>
                  {stateText(row.theirs)}
                </td>
                <td className={classNames('px-3 py-1.5', row.iChanged && 'font-semibold text-accent')}>
                  {stateText(row.mine)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <fieldset className="mt-4 grid gap-2">
        <legend className="sr-only">Which traffic to continue with</legend>
        {pinned === null ? null : (
          <ChoiceCard
            value="pinned"
            choice={choice}
            onChoose={setChoice}
            title={`Mine, with ${pinned.revisionName} pinned`}
            text={`What your list meant when you started. A later deploy gets no traffic until a target follows @latest again.`}
          />
        )}
        <ChoiceCard
          value="mine"
          choice={choice}
          onChoose={setChoice}
          title="Mine"
          text={`Your list replaces theirs.${latestWords(mine, latest)} You review it once more before it is written.`}
        />
        {isRefusal(both) ? (
          <p className="px-3 text-xs text-ink-2">
            <b className="font-semibold">The two changes cannot be combined.</b> {both.refused} Choose Theirs
            and make your change again, or Mine, which undoes theirs.
          </p>
        ) : (
          <ChoiceCard
            value="both"
            choice={choice}
            onChoose={setChoice}
            title="Both"
            text={`Your changes on top of theirs: ${splitNames(both)}${tagsText(both)}.${latestWords(both, latest)} You review it before it is written.`}
          />
        )}
        <ChoiceCard
          value="theirs"
          choice={choice}
          onChoose={setChoice}
          title="Theirs"
          text={
            props.isOffer
              ? 'The offered change is dropped, and the traffic stays as they left it.'
              : 'Your edit is discarded (you can undo that), and the screen shows what the cluster holds.'
          }
        />
      </fieldset>
    </Modal>
  );
}

interface ChoiceCardProps {
  value: ConflictChoice;
  choice: ConflictChoice | null;
  onChoose: (choice: ConflictChoice) => void;
  title: string;
  text: string;
}

function ChoiceCard({ value, choice, onChoose, title, text }: ChoiceCardProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the label wraps the radio and its text
    <label className="flex cursor-pointer items-start gap-3 rounded-lg border border-edge/60 px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-bg has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <input
        type="radio"
        name="conflict"
        value={value}
        checked={choice === value}
        onChange={() => onChoose(value)}
        className="mt-0.5 accent-(--accent)"
      />
      <span>
        <span className="block text-sm font-semibold">{title}</span>
        <span className="block text-xs text-ink-2">{text}</span>
      </span>
    </label>
  );
}
