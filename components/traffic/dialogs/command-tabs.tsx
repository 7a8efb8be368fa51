'use client';
import { useState } from 'react';
import { CodeBlock } from '#components/ui/code-block.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { asCommands } from '#lib/traffic/commands/as-commands.ts';

interface CommandTabsProps {
  namespace: string;
  name: string;
  uid: string;
  templateName: string | null;
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
}

const TABS = [
  { id: 'kn', label: 'kn' },
  { id: 'kubectl', label: 'kubectl' },
  { id: 'yaml', label: 'YAML for Git' },
] as const;

/** CommandTabs shows the same change as a kn command, a kubectl patch and YAML, to copy. */
export function CommandTabs({ namespace, name, uid, templateName, base, traffic }: CommandTabsProps) {
  const [tab, setTab] = useState<(typeof TABS)[number]['id']>('kn');
  const commands = asCommands({ namespace, name, uid, templateName, base, next: traffic });
  const code = commands[tab];
  return (
    <section aria-label="The same change as a command">
      <Tabs label="The same change as" tabs={TABS} selected={tab} onSelect={setTab} size="small">
        <div className="pt-3">
          {code === null ? (
            <p className="text-sm text-ink-2">{commands.knMissing}</p>
          ) : (
            <CodeBlock
              code={code}
              wrap={tab !== 'yaml'}
              what={TABS.find(({ id }) => id === tab)?.label ?? tab}
            />
          )}
        </div>
      </Tabs>
    </section>
  );
}
