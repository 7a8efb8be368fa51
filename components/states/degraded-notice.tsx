import { Notice } from '#components/ui/notice.tsx';
import type { SourceView } from '#lib/view/types.ts';

/** DegradedNotice names the kinds that the cluster forbids or lacks: what needs them is missing on the screen, nothing else. */
export function DegradedNotice({ sources }: { sources: Iterable<SourceView> }) {
  const all = [...sources];
  const kinds = (phase: SourceView['phase']) => [
    ...new Set(all.filter((source) => source.phase === phase).map(({ kind }) => kind)),
  ];
  const forbidden = kinds('forbidden');
  const missing = kinds('missing').filter((kind) => !OPTIONAL.has(kind));
  const sentences = [
    forbidden.length > 0 ? `You may not list ${forbidden.join(', ')}.` : '',
    missing.length > 0 ? `The cluster does not have ${missing.join(', ')}.` : '',
  ].filter(Boolean);
  if (sentences.length === 0) return null;
  return <Notice tone="warn">{sentences.join(' ')} What depends on that is not shown.</Notice>;
}

/** Kinds of network layers that many clusters rightly lack. */
const OPTIONAL = new Set([
  'VirtualService',
  'HTTPRoute',
  'DomainMapping',
  'Certificate',
  'Image',
  'PodMonitor',
]);
