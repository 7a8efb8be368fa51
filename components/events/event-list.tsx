import { Age } from '#components/ui/age.tsx';
import { Chip } from '#components/ui/chip.tsx';
import type { EventView } from '#lib/view/models/event.ts';

/** EventList shows the Events about a Service's objects, newest first. */
export function EventList({ events }: { events: ReadonlyMap<string, EventView> }) {
  const sorted = [...events.values()].sort((a, b) =>
    a.lastAt < b.lastAt ? 1 : a.lastAt > b.lastAt ? -1 : 0,
  );
  if (sorted.length === 0) {
    return (
      <p className="px-4 py-8 text-center text-sm text-ink-2">
        No Events. The cluster keeps them for about an hour.
      </p>
    );
  }
  return (
    <ul>
      {sorted.map((event) => (
        <li
          key={event.uid}
          className="grid grid-cols-[auto_1fr_auto] items-baseline gap-x-3 border-t border-line px-4 py-2 text-sm first:border-t-0"
        >
          <Chip tone={event.type === 'Warning' ? 'warn' : 'plain'}>{event.reason}</Chip>
          <span className="min-w-0">
            <span className="wrap-anywhere">{event.message}</span>
            <span className="mono block truncate text-xs text-ink-3" title={event.object}>
              {event.object} · {event.source}
            </span>
          </span>
          <span className="text-right text-xs whitespace-nowrap text-ink-3">
            <Age at={event.lastAt} />
            {event.count > 1 ? ` (×${event.count} over ` : ''}
            {event.count > 1 ? (
              <>
                <Age at={event.firstAt} />)
              </>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
