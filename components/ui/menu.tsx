'use client';
import type { ReactElement, ReactNode } from 'react';
import { Menu as AriaMenu, Header, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';

export interface MenuAction {
  id: string;
  label: ReactNode;
  /** Used by screen readers and type-ahead. */
  text: string;
  detail?: ReactNode;
  disabled?: boolean;
  onSelect?: () => void;
}

export interface MenuGroup {
  id: string;
  title: string;
  actions: MenuAction[];
}

interface MenuProps {
  label: string;
  /** A React Aria button. */
  trigger: ReactElement;
  groups: MenuGroup[];
  /** Shown under the actions. */
  note?: ReactNode;
}

/** Menu opens groups of actions below its trigger. */
export function Menu({ label, trigger, groups, note }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover
        placement="bottom end"
        className="max-w-[min(420px,94vw)] animate-[rise_120ms] overflow-auto rounded-[10px] border border-line-strong bg-panel p-1 shadow-float"
      >
        <AriaMenu aria-label={label} className="outline-none">
          {groups.map((group) => (
            <MenuSection key={group.id} id={group.id}>
              <Header className="px-2.5 pt-2 pb-1 text-2xs font-medium text-ink-3">{group.title}</Header>
              {group.actions.map((action) => (
                <MenuItem
                  key={action.id}
                  id={action.id}
                  textValue={action.text}
                  isDisabled={action.disabled ?? false}
                  onAction={action.onSelect}
                  className="flex cursor-pointer items-center gap-4 rounded-md px-2.5 py-1.5 text-sm outline-none data-disabled:cursor-default data-disabled:text-ink-3 data-focused:bg-accent-bg max-md:py-2.5"
                >
                  <span className="min-w-0 flex-1">{action.label}</span>
                  {action.detail === undefined ? null : (
                    <span className="shrink-0 text-xs text-ink-3">{action.detail}</span>
                  )}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
        {note === undefined ? null : (
          <p className="mt-1 border-t border-line px-2.5 py-2 text-xs text-ink-3">{note}</p>
        )}
      </Popover>
    </MenuTrigger>
  );
}
