import type { Proposal, ProposedList } from '#lib/traffic/proposals/proposal.ts';

interface ProposedListsProps {
  proposal: Proposal;
  chosen: ProposedList['id'];
  onChoose: (list: ProposedList) => void;
}

/** ProposedLists explains a proposal, and lets the user choose when it can be understood in two ways. */
export function ProposedLists({ proposal, chosen, onChoose }: ProposedListsProps) {
  const { title, lists } = proposal;
  const [only] = lists;
  if (lists.length < 2) {
    return (
      <div>
        <p className="text-sm font-semibold">{title}</p>
        {only === undefined || only.text === '' ? null : <p className="text-xs text-ink-2">{only.text}</p>}
      </div>
    );
  }
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 text-sm font-semibold">{title}</legend>
      {lists.map((list) => (
        // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the label wraps the radio and its text
        <label
          key={list.id}
          className="flex cursor-pointer items-start gap-3 rounded-lg border border-edge/60 px-3 py-2 has-checked:border-accent has-checked:bg-accent-bg has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name="proposed-list"
            value={list.id}
            checked={chosen === list.id}
            onChange={() => onChoose(list)}
            className="mt-0.5 accent-(--accent)"
          />
          <span className="min-w-0 wrap-anywhere">
            <span className="block text-sm font-semibold">{list.title}</span>
            <span className="block text-xs text-ink-2">{list.text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
