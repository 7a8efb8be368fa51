import { Age } from '#components/ui/age.tsx';
import type { ConditionView } from '#lib/view/models/condition.ts';
import { ConditionMark } from './condition-mark.tsx';

interface ConditionsTableProps {
  caption: string;
  conditions: readonly ConditionView[];
}

/** ConditionsTable lists conditions as kn does: OK, TYPE, AGE, REASON; with the message below. */
export function ConditionsTable({ caption, conditions }: ConditionsTableProps) {
  const ok = conditions.filter(({ status }) => status === 'True').length;
  return (
    <table className="w-full text-sm">
      <caption className="pb-1.5 text-left text-xs text-ink-2">
        <span className="font-semibold text-ink">{caption}</span> · {ok} OK / {conditions.length}
      </caption>
      <thead className="text-left text-2xs text-ink-3">
        <tr>
          <th className="w-10 py-1 font-normal">OK</th>
          <th className="py-1 pr-3 font-normal">Type</th>
          <th className="py-1 pr-3 font-normal">Age</th>
          <th className="w-1/2 py-1 font-normal">Reason</th>
        </tr>
      </thead>
      <tbody>
        {conditions.map((condition) => (
          <tr key={condition.type} className="border-t border-line align-top">
            <td className="py-1.5">
              <ConditionMark mark={condition.mark} />
            </td>
            <th scope="row" className="py-1.5 pr-3 text-left font-medium wrap-anywhere">
              {condition.type}
            </th>
            <td className="py-1.5 pr-3 whitespace-nowrap text-ink-3">
              {condition.since === null ? '–' : <Age at={condition.since} />}
            </td>
            <td className="py-1.5 wrap-anywhere">
              {condition.reason}
              {condition.message === '' ? null : <p className="text-xs text-ink-2">{condition.message}</p>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
