'use client';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';

interface MovedNoticeProps {
  /** Who changed the traffic; null when unknown. */
  who: string | null;
  /** What changed, in words. */
  change: string;
  onCompare: () => void;
}

/** MovedNotice reports that someone else changed the traffic since the edit began. */
export function MovedNotice({ who, change, onCompare }: MovedNoticeProps) {
  return (
    <div className="px-4 pb-3 lg:pt-3">
      <Notice
        tone="info"
        action={
          <Button size="small" onClick={onCompare}>
            Compare
          </Button>
        }
      >
        {who ?? 'Someone'} changed the traffic while you were editing: {change}. Your edit is untouched.
      </Notice>
    </div>
  );
}
