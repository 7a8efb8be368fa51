import type { ReactNode } from 'react';
import { openableUrl } from '#lib/view/visibility.ts';

interface ExternalLinkProps {
  /** An address that the cluster states: anything at all. */
  address: string;
  children: ReactNode;
  /** Stands there in place of the link when the address is not one of the web, or answers inside the cluster only. */
  otherwise: ReactNode;
  className?: string;
  title?: string;
  label?: string;
}

/** ExternalLink is the only way from the cluster's data to a link: it opens addresses of the web that a browser can reach, and nothing else. */
export function ExternalLink({ address, children, otherwise, className, title, label }: ExternalLinkProps) {
  const href = openableUrl(address);
  if (href === null) return otherwise;
  return (
    <a href={href} target="_blank" rel="noreferrer" className={className} title={title} aria-label={label}>
      {children}
    </a>
  );
}
