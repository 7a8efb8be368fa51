'use client';
import { CodeBlock } from '#components/ui/code-block.tsx';
import type { TrafficTarget } from '#lib/knative/types.ts';

interface CommandTabsProps {
  namespace: string;
  name: string;
  base: readonly TrafficTarget[];
  traffic: readonly TrafficTarget[];
}

/** CommandTabs shows the same change as a command, to copy. */
export function CommandTabs({ namespace, name, traffic }: CommandTabsProps) {
  const patch = JSON.stringify({ spec: { traffic } });
  return (
    <CodeBlock
      what="kubectl command"
      code={`kubectl patch ksvc ${name} -n ${namespace} --type merge -p '${patch}'`}
    />
  );
}
