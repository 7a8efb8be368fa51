import type { ReactNode } from 'react';

interface IconProps {
  size?: number;
  className?: string;
}

function Icon({ size = 14, className, children }: IconProps & { children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

/** LogoIcon is the sluice: a frame, its beam and two gates at different heights. */
export function LogoIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path strokeWidth="1.7" d="M2.5 1.5v13M13.5 1.5v13M2.5 5h11M6 8.2v6.3M10 8.2v2.8" />
    </Icon>
  );
}

export function LockIcon({ locked, ...props }: IconProps & { locked: boolean }) {
  return (
    <Icon {...props}>
      <rect x="3" y="7" width="10" height="7" rx="1.6" fill={locked ? 'currentColor' : 'none'} />
      <path d={locked ? 'M5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7' : 'M5.2 7V4.8a2.8 2.8 0 0 1 5.4-1'} />
    </Icon>
  );
}

export function OpenIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M5.5 3.5h7v7M12.2 3.8 4 12" />
    </Icon>
  );
}

export function CopyIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M3.5 10.5h-.2a.8.8 0 0 1-.8-.8V3.3c0-.4.4-.8.8-.8h6.4c.4 0 .8.4.8.8v.2" />
    </Icon>
  );
}

export function CheckIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="m3 8.5 3.2 3.2L13 4.8" />
    </Icon>
  );
}

export function CrossIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="m4 4 8 8M12 4l-8 8" />
    </Icon>
  );
}

export function ChevronIcon({ open, ...props }: IconProps & { open: boolean }) {
  return (
    <Icon {...props}>
      <path d={open ? 'm4 6 4 4 4-4' : 'm6 4 4 4-4 4'} />
    </Icon>
  );
}

export function WarningIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M8 2.2 14.4 13.4H1.6ZM8 6.5v3M8 11.5v.1" />
    </Icon>
  );
}

export function SunIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </Icon>
  );
}

export function MoonIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z" />
    </Icon>
  );
}

export function SystemThemeIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor" />
    </Icon>
  );
}

/** SignOutIcon is a door with an arrow pointing out of it. */
export function SignOutIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 11l3-3-3-3M13.2 8H6.5" />
    </Icon>
  );
}

export function ArrowUpIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M8 13.5v-11M3.5 7 8 2.5 12.5 7" />
    </Icon>
  );
}
