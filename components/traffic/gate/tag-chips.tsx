'use client';
import { type FormEvent, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { classNames } from '#components/ui/class-names.ts';
import { ExternalLink } from '#components/ui/external-link.tsx';
import { OpenIcon } from '#components/ui/icons.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { readTypedTag } from '#lib/traffic/draft/typed-tag.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import type { RowKey } from '#lib/traffic/rows.ts';
import type { GateActions } from './gate-actions.ts';

interface TagChipsProps {
  row: GateRow;
  /** All tags of the draft, each with the row that holds it. */
  holders: ReadonlyMap<string, RowKey>;
  /** Where a tag can be moved, in row order. */
  destinations: RowKey[];
  urls: ReadonlyMap<string, string>;
  /** Webhook errors about tags, by tag. */
  errors: ReadonlyMap<string, string>;
  service: string;
  disabled: boolean;
  actions: GateActions;
}

/** TagChips shows a row's tags; each opens a menu (open, move, remove), and a dashed chip adds another. */
export function TagChips(props: TagChipsProps) {
  const { row, holders, destinations, urls, errors, disabled, actions } = props;
  const removed = row.baseTags.filter((tag) => !holders.has(tag));
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-1">
      {row.tags.map((tag) => (
        <TagChip
          key={tag}
          tag={tag}
          row={row}
          url={urls.get(tag) ?? null}
          error={errors.get(tag) ?? null}
          destinations={destinations}
          disabled={disabled}
          actions={actions}
        />
      ))}
      {removed.map((tag) => (
        <s key={tag} className="mono px-1 text-xs text-ink-3">
          {tag}
        </s>
      ))}
      {disabled ? null : <AddTag row={row} service={props.service} holders={holders} actions={actions} />}
      {row.tags.map((tag) =>
        errors.has(tag) ? (
          <p key={tag} role="alert" className="w-full text-xs text-bad wrap-anywhere">
            {errors.get(tag)}
          </p>
        ) : null,
      )}
    </div>
  );
}

interface TagChipProps {
  tag: string;
  row: GateRow;
  url: string | null;
  error: string | null;
  destinations: RowKey[];
  disabled: boolean;
  actions: GateActions;
}

function TagChip({ tag, row, url, error, destinations, disabled, actions }: TagChipProps) {
  const isNew = !row.baseTags.includes(tag);
  const move = destinations
    .filter((key) => key !== row.key)
    .map((key) => ({
      id: `move:${key}`,
      text: `Move to ${key}`,
      label: <span className="mono text-xs">{key}</span>,
      onSelect: () => actions.dispatch({ type: 'edit', edit: { type: 'moveTag', tag, row: key } }),
    }));
  return (
    <span
      data-tag={tag}
      title={url ?? undefined}
      className={classNames(
        'mono inline-flex h-6 items-stretch overflow-hidden rounded-[5px] border text-xs max-lg:h-8',
        error !== null
          ? 'border-bad text-bad'
          : isNew
            ? 'border-accent text-accent'
            : 'border-edge/70 text-ink-2',
      )}
    >
      <Menu
        label={`Tag ${tag}`}
        trigger={
          <AriaButton
            isDisabled={disabled}
            aria-label={`Tag ${tag}: move or remove`}
            className="px-1.5 -outline-offset-2 hover:bg-hover data-disabled:cursor-default"
          >
            {tag}
          </AriaButton>
        }
        groups={[
          {
            id: 'tag',
            title: `Tag ${tag}`,
            actions: [
              {
                id: 'remove',
                text: 'Remove',
                label: 'Remove',
                onSelect: () => actions.dispatch({ type: 'edit', edit: { type: 'removeTag', tag } }),
              },
            ],
          },
          { id: 'move', title: 'Move to', actions: move },
        ].filter((group) => group.actions.length > 0)}
      />
      {url === null ? null : (
        <ExternalLink
          address={url}
          title={url}
          label={`Open ${url}`}
          className="inline-flex items-center border-l border-line px-1.5 -outline-offset-2 hover:bg-hover"
          otherwise={null}
        >
          <OpenIcon size={11} />
        </ExternalLink>
      )}
    </span>
  );
}

interface AddTagProps {
  row: GateRow;
  service: string;
  holders: ReadonlyMap<string, RowKey>;
  actions: GateActions;
}

function AddTag({ row, service, holders, actions }: AddTagProps) {
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <button
        type="button"
        data-add-tag={row.key}
        onClick={() => setText('')}
        className="mono inline-flex h-6 items-center rounded-[5px] border border-dashed border-edge/70 px-1.5 text-xs text-ink-3 hover:border-accent hover:text-accent max-lg:h-8"
        aria-label={`Add a tag to ${row.key}`}
      >
        + tag
      </button>
    );
  }
  const { tag, advice, problem } = readTypedTag(text, service);
  const holder = holders.get(tag);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tag === '' || problem !== null || holder === row.key) return;
    actions.dispatch({
      type: 'edit',
      edit: { type: holder === undefined ? 'addTag' : 'moveTag', row: row.key, tag },
    });
    setText(null);
  };
  const note =
    holder === row.key
      ? 'This row already has it.'
      : holder === undefined
        ? null
        : `Moves it from ${holder}.`;
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-1.5">
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the user asked for the field with the button it replaces
        autoFocus
        aria-label={`New tag of ${row.key}`}
        aria-invalid={problem !== null}
        aria-describedby={`tag-note-${row.key}`}
        placeholder="tag name"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          if (tag === '') setText(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
          event.stopPropagation();
          setText(null);
        }}
        className="field mono h-6 w-30 px-1.5 text-xs aria-invalid:border-bad max-lg:h-8"
      />
      <output
        id={`tag-note-${row.key}`}
        className={classNames('text-xs wrap-anywhere', problem === null ? 'text-ink-3' : 'text-bad')}
      >
        {advice === null ? null : <b className="block font-semibold">{advice}</b>}
        <span>{problem ?? note ?? 'Enter adds it'}</span>
      </output>
    </form>
  );
}
