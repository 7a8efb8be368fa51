'use client';
import type { ReactNode } from 'react';
import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Modal as AriaModal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { CrossIcon } from './icons.tsx';

interface ModalProps {
  title: ReactNode;
  /** `dialog` in the center, `drawer` at the right edge (a bottom sheet on phones). */
  kind?: 'dialog' | 'drawer';
  width?: 'normal' | 'wide';
  role?: 'dialog' | 'alertdialog';
  onClose: () => void;
  footer?: ReactNode;
  children: ReactNode;
}

/** Modal shows a dialog while it is mounted; Escape, the close button and a click outside close it. */
export function Modal({
  title,
  kind = 'dialog',
  width = 'normal',
  role = 'dialog',
  onClose,
  footer,
  children,
}: ModalProps) {
  return (
    <ModalOverlay
      isOpen
      isDismissable={role === 'dialog'}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={classNames(
        'fixed inset-0 z-50 flex animate-[fade-in_120ms] bg-(--overlay)',
        kind === 'dialog' ? 'items-center justify-center p-4 max-md:items-end max-md:p-0' : 'justify-end',
      )}
    >
      <AriaModal
        className={classNames(
          'flex max-h-full overflow-hidden border-line bg-panel shadow-float outline-none',
          kind === 'dialog' &&
            'max-h-[min(86dvh,860px)] w-full animate-[rise_140ms] rounded-[14px] border max-md:max-h-[92dvh] max-md:rounded-b-none',
          kind === 'dialog' && (width === 'wide' ? 'max-w-[860px]' : 'max-w-[560px]'),
          kind === 'drawer' && 'h-full w-full max-w-[680px] animate-[slide-in_160ms] border-l',
        )}
      >
        <Dialog role={role} className="flex min-w-0 flex-1 flex-col outline-none">
          <header className="flex items-center gap-3 border-b border-line px-5 py-3 max-md:px-4">
            <Heading slot="title" className="min-w-0 flex-1 truncate text-base font-semibold">
              {title}
            </Heading>
            <Button variant="ghost" size="small" aria-label="Close" onClick={onClose}>
              <CrossIcon />
            </Button>
          </header>
          <div
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
            tabIndex={0}
            className="min-h-0 flex-1 overflow-auto px-5 py-4 -outline-offset-2 max-md:px-4"
          >
            {children}
          </div>
          {footer === undefined ? null : (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line bg-sunk px-5 py-3 max-md:px-4 max-md:pb-[max(12px,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
