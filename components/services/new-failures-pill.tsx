'use client';
import { classNames } from '#components/ui/class-names.ts';
import { ArrowUpIcon } from '#components/ui/icons.tsx';
import { serviceName } from '#lib/view/overview-list.ts';

interface NewFailuresPillProps {
  /** Keys of the Services that started to fail, oldest first. */
  fresh: readonly string[];
  words: string;
  /** Whether users are affected. */
  isBad: boolean;
  onShow: () => void;
}

/** NewFailuresPill stays above the list while there are unacknowledged new failures, and leads to those Services. */
export function NewFailuresPill({ fresh, words, isBad, onShow }: NewFailuresPillProps) {
  const last = fresh.at(-1);
  return (
    <div className="no-print pointer-events-none sticky top-14 z-20 -mb-4 flex h-0 justify-center">
      <p aria-live="assertive" className="sr-only">
        {last === undefined ? '' : `${words}: ${fresh.join(', ')}`}
      </p>
      {last === undefined ? null : (
        <button
          type="button"
          onClick={onShow}
          className={classNames(
            'pointer-events-auto mt-1 inline-flex h-9 max-w-[92vw] items-center gap-2 rounded-full border px-4 text-sm font-semibold whitespace-nowrap shadow-float pointer-coarse:h-11',
            isBad ? 'border-transparent bg-bad-solid text-white' : 'border-warn bg-warn-bg text-warn',
          )}
        >
          <ArrowUpIcon />
          <span className="truncate">
            {words}: {serviceName(last)}
          </span>
        </button>
      )}
    </div>
  );
}
