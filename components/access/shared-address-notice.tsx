import { Notice } from '#components/ui/notice.tsx';

/** SharedAddressNotice explains what is weaker on 127.0.0.1 than under Sluice's own host name, and links to the other address. */
export function SharedAddressNotice() {
  return (
    <aside aria-label="This address">
      <Notice tone="warn" className="rounded-none px-6 max-md:px-3">
        Browsers send the cookies of this address to every program that serves pages on this machine. Sluice’s
        cookie alone gives no access to data, but another program can sign you out. If your browser resolves
        the other address that Sluice printed, use that one. It ends in{' '}
        <span className="mono text-xs">.localhost</span>, and only Sluice receives its cookies.
      </Notice>
    </aside>
  );
}
