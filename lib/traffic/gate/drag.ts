/** One pointer on its way from press to release. Distances are CSS pixels. */
export interface Drag {
  pointer: number;
  /** Where the drag began along its axis. */
  from: number;
  /** Where the pointer was across the axis when it was pressed. */
  across: number;
  /** False while a finger may still mean to scroll. */
  began: boolean;
}

/** A pointer event, by its place along and across the drag's axis. */
export interface DragPoint {
  pointer: number;
  isTouch: boolean;
  along: number;
  across: number;
}

/** How far a finger goes along the axis, and further than across it, before it means to drag, CSS pixels. */
const INTENT_PX = 10;

/** pressDrag begins with a press: a mouse or pen drags at once, a finger only once it has clearly moved along the axis. */
export function pressDrag({ pointer, isTouch, along, across }: DragPoint): Drag {
  return { pointer, from: along, across, began: !isTouch };
}

/**
 * moveDrag follows a move. `began`: the drag begins here, so that nothing jumps to where the finger is; `moved`: by how far it is
 * from where it began; null while nothing happens.
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
