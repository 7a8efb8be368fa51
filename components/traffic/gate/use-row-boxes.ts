'use client';
import { type RefObject, useLayoutEffect, useState } from 'react';

interface RowBox {
  key: string;
  top: number;
  height: number;
}

export interface RowBoxes {
  height: number;
  rows: RowBox[];
}

/**
 * useRowBoxes measures the elements with `data-row-key` in a container, in CSS pixels from the container's top. Null before the first
 * layout. It measures again when any of them or the container is resized, not when figures change.
 */
export function useRowBoxes(container: RefObject<HTMLElement | null>, keys: string): RowBoxes | null {
  const [boxes, setBoxes] = useState<RowBoxes | null>(null);
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null || keys === '') return undefined;
    const rows = [...element.querySelectorAll<HTMLElement>('[data-row-key]')];
    const measure = () => {
      const top = element.getBoundingClientRect().top;
      const next: RowBoxes = {
        height: element.offsetHeight,
        rows: rows.map((row) => {
          const box = row.getBoundingClientRect();
          return { key: row.dataset.rowKey ?? '', top: box.top - top, height: box.height };
        }),
      };
      setBoxes((present) => (present !== null && sameBoxes(present, next) ? present : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const row of rows) observer.observe(row);
    measure();
    return () => observer.disconnect();
  }, [container, keys]);
  return boxes;
}

function sameBoxes(a: RowBoxes, b: RowBoxes): boolean {
  return (
    a.height === b.height &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, index) => {
      const other = b.rows[index];
      return (
        other !== undefined && row.key === other.key && row.top === other.top && row.height === other.height
      );
    })
  );
}

/** useWidth measures an element's width in CSS pixels, and again on every resize; null before the first layout. */
export function useWidth(ref: RefObject<HTMLElement | null>): number | null {
  const [width, setWidth] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => setWidth(element.offsetWidth === 0 ? null : element.offsetWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
