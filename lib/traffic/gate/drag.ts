/** One pointer between press and release. Distances are CSS pixels. */
export interface Drag {
  pointer: number;
  /** Position along the drag's axis where the drag began. */
  from: number;
  /** Position across the axis where the pointer was pressed. */
  across: number;
  /** False while a finger may still intend to scroll. */
  began: boolean;
}

/** A pointer event, by its position along and across the drag's axis. */
export interface DragPoint {
  pointer: number;
  isTouch: boolean;
  along: number;
  across: number;
}

/** How far a finger must move along the axis, and further than across it, before it counts as a drag, CSS pixels. */
const INTENT_PX = 10;

/** pressDrag starts with a press: a mouse or pen drags immediately, a finger only once it has clearly moved along the axis. */
export function pressDrag({ pointer, isTouch, along, across }: DragPoint): Drag {
  return { pointer, from: along, across, began: !isTouch };
}

/**
 * moveDrag handles a move. `began`: the drag begins at this point, so that nothing jumps to the finger; `moved`: the distance from where it
 * began; null while nothing happens.
 */
export function moveDrag(
  drag: Drag,
  point: DragPoint,
): { drag: Drag; event: { type: 'began' } | { type: 'moved'; distance: number } | null } {
  if (point.pointer !== drag.pointer) return { drag, event: null };
  const distance = point.along - drag.from;
  if (drag.began) return { drag, event: { type: 'moved', distance } };
  const isIntent = Math.abs(distance) >= Math.max(INTENT_PX, Math.abs(point.across - drag.across));
  return isIntent
    ? { drag: { ...drag, began: true, from: point.along }, event: { type: 'began' } }
    : { drag, event: null };
}
