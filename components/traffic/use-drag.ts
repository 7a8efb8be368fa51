'use client';
import { type PointerEvent, useRef } from 'react';

interface DragHandlers {
  /** Called with the distance from where the drag began, in CSS pixels along the axis. */
  onMove: (distance: number) => void;
  onStart: () => void;
  onEnd: () => void;
  onCancel: () => void;
}

interface Drag {
  pointer: number;
  from: number;
  /** Where the pointer was across the axis when it was pressed. */
  across: number;
  /** False while a finger may still mean to scroll. */
  began: boolean;
}

/** How far a finger goes along the axis, and further than across it, before it means to drag, in CSS pixels. */
const INTENT_PX = 10;

/**
 * useDrag follows one pointer from press to release along an axis, with capture, so that leaving the handle loses nothing. A finger
 * drags only after it has clearly moved along the axis, and nothing jumps to where it is: until then the page may scroll. Give the
 * element `touch-action: pan-y` for the axis x.
 */
export function useDrag(axis: 'x' | 'y', handlers: DragHandlers) {
  const drag = useRef<Drag | null>(null);
  const along = (event: PointerEvent) => (axis === 'x' ? event.clientX : event.clientY);
  const across = (event: PointerEvent) => (axis === 'x' ? event.clientY : event.clientX);
  const finish = (event: PointerEvent, end: () => void) => {
    if (drag.current?.pointer !== event.pointerId) return;
    const { began } = drag.current;
    drag.current = null;
    if (began) end();
  };
  return {
    isDragging: () => drag.current?.began === true,
    cancel: () => {
      if (drag.current === null) return;
      const { began } = drag.current;
      drag.current = null;
      if (began) handlers.onCancel();
    },
    props: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0 || drag.current !== null) return;
        const began = event.pointerType !== 'touch';
        drag.current = { pointer: event.pointerId, from: along(event), across: across(event), began };
        if (!began) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        handlers.onStart();
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const current = drag.current;
        if (current?.pointer !== event.pointerId) return;
        if (!current.began) {
          const distance = along(event) - current.from;
          if (Math.abs(distance) < Math.max(INTENT_PX, Math.abs(across(event) - current.across))) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { ...current, began: true, from: along(event) };
          handlers.onStart();
          return;
        }
        handlers.onMove(along(event) - current.from);
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => finish(event, handlers.onEnd),
      onPointerCancel: (event: PointerEvent<HTMLElement>) => finish(event, handlers.onCancel),
    },
  };
}
