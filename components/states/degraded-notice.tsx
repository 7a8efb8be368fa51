import { Notice } from '#components/ui/notice.tsx';
import { degradedWords, scopeWords } from '#lib/view/rights.ts';
import type { ClusterView, SourceView } from '#lib/view/types.ts';

interface DegradedNoticeProps {
  sources: Iterable<SourceView>;
  cluster: ClusterView | undefined;
  /** Whether to say why not the whole cluster is shown. */
  scope?: boolean;
}

/** DegradedNotice says in one place what is not shown, for want of rights or for what the cluster lacks. */
export function DegradedNotice({ sources, cluster, scope = false }: DegradedNoticeProps) {
  const sentences = [
    ...(scope && cluster !== undefined ? [scopeWords(cluster)] : []),
    ...degradedWords(sources, cluster?.identity ?? null),
  ].filter((sentence) => sentence !== '');
  if (sentences.length === 0) return null;
  return <Notice tone="warn">{sentences.join(' ')}</Notice>;
}
