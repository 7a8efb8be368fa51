'use client';
import { type PointerEvent, useRef } from 'react';

interface DragHandlers {
  /** Called with the distance from where the drag began, in CSS pixels along the axis. */
  onMove: (distance: number) => void;
  onStart: () => void;
  onEnd: () => void;
  onCancel: () => void;
}

/** useDrag follows one pointer from press to release along an axis, with capture, so that leaving the handle loses nothing. */
export function useDrag(axis: 'x' | 'y', handlers: DragHandlers) {
  const drag = useRef<{ pointer: number; from: number } | null>(null);
  const position = (event: PointerEvent) => (axis === 'x' ? event.clientX : event.clientY);
  return {
    isDragging: () => drag.current !== null,
    cancel: () => {
      if (drag.current === null) return;
      drag.current = null;
      handlers.onCancel();
    },
    props: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0 || drag.current !== null) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { pointer: event.pointerId, from: position(event) };
        handlers.onStart();
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (drag.current?.pointer !== event.pointerId) return;
        handlers.onMove(position(event) - drag.current.from);
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        if (drag.current?.pointer !== event.pointerId) return;
        drag.current = null;
        handlers.onEnd();
      },
      onPointerCancel: (event: PointerEvent<HTMLElement>) => {
        if (drag.current?.pointer !== event.pointerId) return;
        drag.current = null;
        handlers.onCancel();
      },
    },
  };
}
