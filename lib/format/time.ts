/** Caches one format per zone, because creating a format is expensive. */
function cached(options: Intl.DateTimeFormatOptions): (zone: string) => Intl.DateTimeFormat {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (zone) => {
    let format = formats.get(zone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
      formats.set(zone, format);
    }
    return format;
  };
}

const MINUTE = cached({ hour: '2-digit', minute: '2-digit' });
const SECOND = cached({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = cached({ day: 'numeric', month: 'short', year: 'numeric' });
const OFFSET = cached({ timeZoneName: 'longOffset' });

/** formatClock formats Unix ms as a time of day, `14:57`, in an IANA time zone; `?` for a time that cannot be read. */
export function formatClock(ms: number, zone: string): string {
  return Number.isFinite(ms) ? MINUTE(zone).format(ms) : '?';
}

/** formatSecond is formatClock to the second: `14:57:10`. */
export function formatSecond(ms: number, zone: string): string {
  return Number.isFinite(ms) ? SECOND(zone).format(ms) : '?';
}

/**
 * formatInstant formats a time with its day and zone, so that neither is ambiguous: `27 Nov 2026, 23:40:30 UTC+9`. `?` for a time that
 * cannot be read.
 */
export function formatInstant(ms: number, zone: string): string {
  if (!Number.isFinite(ms)) return '?';
  return `${DAY(zone).format(ms)}, ${SECOND(zone).format(ms)} ${formatOffset(ms, zone)}`;
}

/** formatOffset formats a zone's offset from UTC at a given time: `UTC`, `UTC+9`, `UTC−3:30`. */
function formatOffset(ms: number, zone: string): string {
  const name = OFFSET(zone)
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign = '', hours = '0', minutes = '00'] = /GMT([+-])(\d+):(\d+)/.exec(name ?? '') ?? [];
  if (sign === '' || (Number(hours) === 0 && minutes === '00')) return 'UTC';
  return `UTC${sign === '-' ? '−' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}
