'use client';
import { useState } from 'react';
import { useObject } from '#components/actions/use-object.ts';
import { Notice } from '#components/ui/notice.tsx';
import type { EnvView, RevisionView } from '#lib/view/models/revision.ts';

interface RevisionEnvProps {
  cluster: string;
  namespace: string;
  revision: RevisionView;
}

/** RevisionEnv lists a revision's variables. Literal values may be secrets: it fetches and shows them only on request. */
export function RevisionEnv({ cluster, namespace, revision }: RevisionEnvProps) {
  const [revealed, setRevealed] = useState(false);
  const reference = {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Revision',
    namespace,
    name: revision.name,
  };
  const { data, error } = useObject(cluster, revealed ? reference : null, revision.uid, { reveal: true });
  const values = revealed && data !== undefined ? literalValues(data.object, revision.env) : null;
  const hasLiterals = revision.env.some((env) => env.value === null);
  return (
    <div className="grid gap-2">
      <table className="w-full text-xs">
        <caption className="pb-1.5 text-left font-semibold">
          Env
          {hasLiterals ? (
            <button
              type="button"
              className="link ml-3 font-normal"
              aria-pressed={revealed}
              onClick={() => setRevealed(!revealed)}
            >
              {revealed ? 'Hide values' : 'Show values'}
            </button>
          ) : null}
        </caption>
        <tbody>
          {revision.env.map((env, index) => (
            <tr key={env.name} className="border-t border-line align-top">
              <th scope="row" className="mono py-1.5 pr-4 text-left font-medium">
                {env.name}
              </th>
              <td
                className={`mono py-1.5 wrap-anywhere ${values !== null && env.value === null ? '' : 'text-ink-3'}`}
              >
                {env.value ?? values?.[index] ?? <span className="font-sans">hidden</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {revealed && error !== null ? (
        <Notice tone="bad" role="alert">
          {error.message}
        </Notice>
      ) : null}
    </div>
  );
}

/**
 * literalValues returns the literal values in the order of `env`, from the container that has these variables; null when the object has
 * no such container.
 */
function literalValues(object: Record<string, unknown>, env: readonly EnvView[]): string[] | null {
  const { spec } = object as { spec?: { containers?: { env?: { name: string; value?: string }[] }[] } };
  const names = env.map(({ name }) => name).join('\n');
  const mine = spec?.containers?.find(
    (container) => (container.env ?? []).map(({ name }) => name).join('\n') === names,
  );
  return mine?.env?.map(({ value }) => value ?? '') ?? null;
}
