'use client';
import { type PointerEvent, useRef } from 'react';
import { type Drag, type DragPoint, moveDrag, pressDrag } from '#lib/traffic/gate/drag.ts';

interface DragHandlers {
  /** Called with the distance from where the drag began, in CSS pixels along the axis. */
  onMove: (distance: number) => void;
  onStart: () => void;
  onEnd: () => void;
  onCancel: () => void;
}

/**
 * useDrag tracks one pointer from press to release along an axis. It captures the pointer, so that leaving the handle does not end the
 * drag. A finger drags only after it has clearly moved along the axis, and nothing jumps to its position; until then the page may scroll.
 * Give the element `touch-action: pan-y` for the x axis.
 */
export function useDrag(axis: 'x' | 'y', handlers: DragHandlers) {
  const drag = useRef<Drag | null>(null);
  const pointOf = ({ pointerId, pointerType, clientX, clientY }: PointerEvent): DragPoint => ({
    pointer: pointerId,
    isTouch: pointerType === 'touch',
    along: axis === 'x' ? clientX : clientY,
    across: axis === 'x' ? clientY : clientX,
  });
  const start = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    handlers.onStart();
  };
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
        drag.current = pressDrag(pointOf(event));
        if (drag.current.began) start(event);
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (drag.current === null) return;
        const moved = moveDrag(drag.current, pointOf(event));
        drag.current = moved.drag;
        if (moved.event?.type === 'began') start(event);
        else if (moved.event?.type === 'moved') handlers.onMove(moved.event.distance);
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => finish(event, handlers.onEnd),
      onPointerCancel: (event: PointerEvent<HTMLElement>) => finish(event, handlers.onCancel),
    },
  };
}
