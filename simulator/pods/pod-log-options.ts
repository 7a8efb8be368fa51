import { badRequest, type Cause, invalid } from '#simulator/apimachinery/status-errors.ts';
import { isTrue } from '#simulator/http/request-info.ts';

/** The requested part of a container's log (core/v1 PodLogOptions). */
export interface PodLogOptions {
  /** Empty when the request names none. */
  container: string;
  follow: boolean;
  /** Selects the previous run. */
  previous: boolean;
  timestamps: boolean;
  tailLines: number | undefined;
  limitBytes: number | undefined;
  /** Unix ms; earlier lines are omitted. */
  since: number | undefined;
}

/**
 * readPodLogOptions parses a query as kubernetes v1.35 does (`pkg/apis/core/validation` ValidatePodLogOptions). Throws BadRequest for an
 * unparsable number or time, and Invalid for a value that is not allowed.
 */
export function readPodLogOptions(query: URLSearchParams, pod: string, now: number): PodLogOptions {
  const number = (name: string): number | undefined => {
    const text = query.get(name) ?? '';
    if (text === '') return undefined;
    if (/^[-+]?\d+$/.test(text)) return Number(text);
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  };
  const [tailLines, limitBytes, sinceSeconds] = [
    number('tailLines'),
    number('limitBytes'),
    number('sinceSeconds'),
  ];
  const sinceTime = readTime(query.get('sinceTime') ?? '');
  const causes: Cause[] = [];
  const refuse = (field: string, value: number, why: string): void => {
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}`, field });
  };
  if (tailLines !== undefined && tailLines < 0) {
    refuse('tailLines', tailLines, 'must be greater than or equal to 0');
  }
  if (limitBytes !== undefined && limitBytes < 1) refuse('limitBytes', limitBytes, 'must be greater than 0');
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    const message = 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified';
    causes.push({ reason: 'FieldValueForbidden', message, field: '[]' });
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    refuse('sinceSeconds', sinceSeconds, 'must be greater than 0');
  }
  if (causes.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, pod, causes);
  return {
    container: query.get('container') ?? '',
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    tailLines,
    limitBytes,
    since: sinceSeconds === undefined ? sinceTime : now - sinceSeconds * 1000,
  };
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)$/;

function readTime(text: string): number | undefined {
  if (text === '') return undefined;
  const time = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  const quoted = JSON.stringify(text);
  throw badRequest(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
}
