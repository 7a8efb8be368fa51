import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';
import type { ClusterView, SourceView } from '#lib/view/types.ts';

interface ForbiddenProps {
  cluster: ClusterView;
  /** The sources that the API server forbids. */
  sources: readonly SourceView[];
}

/** Forbidden says which kinds may not be listed, and the two ways out. */
export function Forbidden({ cluster, sources }: ForbiddenProps) {
  const kinds = [...new Set(sources.map(({ kind }) => kind))];
  const user = cluster.user ?? 'you';
  return (
    <StateScreen title="You may not list Services here">
      <p>
        The API server forbids {user} to list {kinds.join(', ')}{' '}
        {cluster.namespaces === null ? 'in the whole cluster' : `in ${cluster.namespaces.join(', ')}`}.
      </p>
      <p>If you may list them in some namespaces, start Sluice with those:</p>
      <CodeBlock wrap code="npm start -- --namespaces team-a,team-b" what="start command" />
      <p>Else ask who runs the cluster for read access, for example:</p>
      <CodeBlock
        wrap
        code={`kubectl create clusterrolebinding sluice-view --clusterrole=knative-serving-namespaced-view --user=${cluster.user ?? '<you>'}`}
        what="grant command"
      />
    </StateScreen>
  );
}
