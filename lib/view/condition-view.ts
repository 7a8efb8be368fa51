import type { Condition } from '#lib/kubernetes/object.ts';
import type { ConditionView } from './models/condition.ts';

/** toConditionView fills in what is absent and adds kn's mark (`pkg/commands/describe.go` v1.23). */
export function toConditionView(condition: Condition): ConditionView {
  return {
    type: condition.type,
    status: condition.status,
    mark: markOf(condition),
    reason: condition.reason ?? '',
    message: condition.message ?? '',
    since: condition.lastTransitionTime ?? null,
  };
}

function markOf({ status, severity }: Condition): ConditionView['mark'] {
  if (status === 'True') return '++';
  if (status !== 'False') return '??';
  switch (severity) {
    case undefined:
    case '':
      return '!!';
    case 'Warning':
      return 'W';
    case 'Info':
      return 'I';
    case 'Error':
    default:
      return '!';
  }
}
