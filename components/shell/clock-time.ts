const FORMAT = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** clockTime writes a time of day in the reader's time zone, e.g. `12:04`. Takes Unix ms. */
export function clockTime(ms: number): string {
  return Number.isNaN(ms) ? '?' : FORMAT.format(ms);
}
