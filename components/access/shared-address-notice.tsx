import { Notice } from '#components/ui/notice.tsx';

/** SharedAddressNotice explains what is weaker on 127.0.0.1 than under Sluice's own host name, and links to the other address. */
export function SharedAddressNotice() {
  return (
    <aside aria-label="This address">
      <Notice tone="warn" className="rounded-none px-6 max-md:px-3">
        Every program that serves pages on this machine is sent the cookies of this address. Sluice’s opens no
        data by itself, but another program can sign you out here. Your browser may know the other address
        that Sluice printed, which ends in <span className="mono text-xs">.localhost</span>: nothing else is
        sent the cookies of that one.
      </Notice>
    </aside>
  );
}
