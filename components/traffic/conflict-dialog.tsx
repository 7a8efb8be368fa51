'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Modal } from '#components/ui/modal.tsx';
import { type RowKey, toRows } from '#lib/knative/traffic-rows.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

interface ConflictDialogProps {
  base: readonly TrafficTarget[];
  theirs: readonly TrafficTarget[];
  mine: readonly TrafficTarget[];
  /** Who changed the traffic meanwhile, in words; null when unknown. */
  who: string | null;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

type Choice = 'mine' | 'theirs';

/** ConflictDialog stops a write over somebody else's change: base, theirs and mine side by side, and a choice. */
export function ConflictDialog({ base, theirs, mine, who, ...on }: ConflictDialogProps) {
  const [choice, setChoice] = useState<Choice | null>(null);
  const [was, their, my] = [base, theirs, mine].map(
    (targets) => new Map(toRows(targets).map((row) => [row.key, row])),
  );
  const keys = [...new Set([...(was?.keys() ?? []), ...(their?.keys() ?? []), ...(my?.keys() ?? [])])];
  const cell = (row: { percent: number; tags: string[] } | undefined) =>
    row === undefined ? '–' : `${row.percent} %${row.tags.map((tag) => ` #${tag}`).join('')}`;
  const changedBy = (rows: typeof was, key: RowKey) => cell(rows?.get(key)) !== cell(was?.get(key));
  return (
    <Modal
      role="alertdialog"
      title="The traffic was changed meanwhile"
      width="wide"
      onClose={on.onClose}
      footer={
        <>
          <Button onClick={on.onClose}>Keep editing</Button>
          <Button
            variant="primary"
            disabled={choice === null}
            onClick={choice === 'mine' ? on.onKeepMine : on.onTakeTheirs}
          >
            {choice === 'theirs'
              ? 'Take theirs'
              : choice === 'mine'
                ? 'Review mine on top of theirs'
                : 'Choose one'}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-sm text-ink-2">
        {who === null ? 'Someone' : who} changed <span className="mono text-xs">spec.traffic</span> after your
        edit began. Nothing was written.
      </p>
      <div className="overflow-x-auto">
        <table className="w-full text-sm">
          <thead className="text-left text-2xs text-ink-3">
            <tr>
              <th className="py-1 font-normal">Destination</th>
              <th className="px-3 py-1 font-normal">when you began</th>
              <th className="px-3 py-1 font-normal">theirs, now</th>
              <th className="px-3 py-1 font-normal">yours</th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key} className="border-t border-line">
                <th scope="row" className="mono py-1.5 pr-3 text-left text-xs font-medium wrap-anywhere">
                  {key}
                </th>
                <td className="px-3 py-1.5 text-ink-2">{cell(was?.get(key))}</td>
                <td className={classNames('px-3 py-1.5', changedBy(their, key) && 'font-semibold text-info')}>
                  {cell(their?.get(key))}
                </td>
                <td className={classNames('px-3 py-1.5', changedBy(my, key) && 'font-semibold text-accent')}>
                  {cell(my?.get(key))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <fieldset className="mt-4 grid gap-2">
        <legend className="sr-only">Which traffic to go on with</legend>
        <ChoiceCard
          value="mine"
          choice={choice}
          onChoose={setChoice}
          title="Mine"
          text="Your split replaces theirs. You review it once more before it is written."
        />
        <ChoiceCard
          value="theirs"
          choice={choice}
          onChoose={setChoice}
          title="Theirs"
          text="Your edit is dropped (it can be undone); the screen shows what the cluster holds."
        />
      </fieldset>
    </Modal>
  );
}

interface ChoiceCardProps {
  value: Choice;
  choice: Choice | null;
  onChoose: (choice: Choice) => void;
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
