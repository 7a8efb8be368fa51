'use client';
import { Kbd } from '#components/ui/kbd.tsx';
import { Modal } from '#components/ui/modal.tsx';
import { setSingleKeys, useSingleKeys } from './shortcuts.ts';

const KEYS: [string[], string][] = [
  [['Tab'], 'to a divider, slider, number, lock or tag'],
  [['←', '→', '↑', '↓'], 'move a divider, slider or number by 1 %'],
  [['Shift', '+', '←', '→'], 'move a divider or number by 10 % (a slider: Page Up, Page Down)'],
  [['Home', 'End'], 'move a divider or slider all the way'],
  [['[', ']'], 'give the focused row the next lower or higher preset'],
  [['E'], 'split evenly between the rows that have a share'],
  [['L'], 'lock or unlock the focused row'],
  [['T'], 'add a tag to the focused row'],
  [['J', 'K'], 'next, previous row'],
  [['F'], 'show or hide the revisions without traffic'],
  [['Ctrl/⌘', 'Z'], 'undo; with Shift: redo'],
  [['Esc'], 'discard the edit (can be undone)'],
  [['Ctrl/⌘', 'Enter'], 'review; again: apply'],
  [['R'], 'roll back'],
  [['?'], 'this help'],
];

/** HelpDialog lists every key of the Service page, and can turn off those without a modifier. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const single = useSingleKeys();
  return (
    <Modal title="Keyboard shortcuts" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-5 gap-y-2 text-sm">
        {KEYS.map(([keys, meaning]) => (
          <div key={meaning} className="contents">
            <dt className="flex justify-end gap-1 whitespace-nowrap">
              {keys.map((key) => (
                <span key={key}>
                  <span className="sr-only">{key} </span>
                  <Kbd>{key}</Kbd>
                </span>
              ))}
            </dt>
            <dd className="text-ink-2">{meaning}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-5 flex items-center gap-2 border-t border-line pt-4 text-sm">
        <input
          type="checkbox"
          checked={single}
          onChange={(event) => setSingleKeys(event.target.checked)}
          className="accent-(--accent)"
        />
        Use shortcuts without Ctrl or ⌘
      </label>
    </Modal>
  );
}
