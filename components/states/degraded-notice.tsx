import { Notice } from '#components/ui/notice.tsx';
import type { ClusterView, SourceView } from '#lib/view/models/cluster.ts';
import { degradedWords, scopeWords } from '#lib/view/rights.ts';

interface DegradedNoticeProps {
  sources: Iterable<SourceView>;
  cluster: ClusterView | undefined;
  /** Whether to explain why only part of the cluster is shown. */
  scope?: boolean;
}

/** DegradedNotice explains in one place what is not shown, because of missing permissions or missing parts of the cluster. */
export function DegradedNotice({ sources, cluster, scope = false }: DegradedNoticeProps) {
  const sentences = [
    ...(scope && cluster !== undefined ? [scopeWords(cluster)] : []),
    ...degradedWords(sources, cluster?.identity ?? null),
  ].filter((sentence) => sentence !== '');
  if (sentences.length === 0) return null;
  return <Notice tone="warn">{sentences.join(' ')}</Notice>;
}
