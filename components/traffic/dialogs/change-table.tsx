import type { TrafficTarget } from '#lib/knative/types.ts';
import { changedRows } from '#lib/traffic/effects/change-summary.ts';
import { destinationText } from '#lib/traffic/split-words.ts';

interface ChangeTableProps {
  before: readonly TrafficTarget[];
  after: readonly TrafficTarget[];
  latestReady: string | null;
  /** Percent routed to a destination now; null where that equals the share in `before`. */
  routedNow: (key: string) => number | null;
  caption: string;
}

/** ChangeTable shows the difference between two lists of targets, one line per destination that changes. */
export function ChangeTable({ before, after, latestReady, routedNow, caption }: ChangeTableProps) {
  const rows = changedRows(before, after);
  if (rows.length === 0) return <p className="text-sm text-ink-2">No percent or tag changes.</p>;
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-left text-2xs text-ink-3">
        <tr>
          <th className="py-1 font-normal">Destination</th>
          <th className="py-1 text-right font-normal">from</th>
          <th className="py-1 text-right font-normal">to</th>
          <th className="py-1 pl-5 font-normal">Tags</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const routed = routedNow(row.key);
          return (
            <tr key={row.key} className="border-t border-line">
              <th scope="row" className="mono py-1.5 pr-3 text-left text-xs font-medium wrap-anywhere">
                {destinationText(row.key, latestReady)}
              </th>
              <td className="py-1.5 text-right whitespace-nowrap text-ink-2">
                {row.from} %
                {routed === null || routed === row.from ? null : (
                  <span className="block text-2xs text-warn">routed now {routed} %</span>
                )}
              </td>
              <td
                className={`py-1.5 pl-3 text-right font-semibold whitespace-nowrap ${row.from === row.to ? 'text-ink-2' : ''}`}
              >
                {row.to} %
              </td>
              <td className="mono py-1.5 pl-5 text-xs">
                {row.addedTags.map((tag) => (
                  <ins key={tag} className="mr-2 text-ok no-underline">
                    +{tag}
                  </ins>
                ))}
                {row.removedTags.map((tag) => (
                  <del key={tag} className="mr-2 text-bad no-underline">
                    −{tag}
                  </del>
                ))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
