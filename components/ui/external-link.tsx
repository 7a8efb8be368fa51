import type { ReactNode } from 'react';
import { openableUrl } from '#lib/view/visibility.ts';

interface ExternalLinkProps {
  /** An address from the cluster: it can be any string. */
  address: string;
  children: ReactNode;
  /** Shown in place of the link when the address is not a web address, or resolves only inside the cluster. */
  otherwise: ReactNode;
  className?: string;
  title?: string;
  label?: string;
}

/** ExternalLink is the only way that cluster data become links: it opens only web addresses that a browser can reach. */
export function ExternalLink({ address, children, otherwise, className, title, label }: ExternalLinkProps) {
  const href = openableUrl(address);
  if (href === null) return otherwise;
  return (
    <a href={href} target="_blank" rel="noreferrer" className={className} title={title} aria-label={label}>
      {children}
    </a>
  );
}
