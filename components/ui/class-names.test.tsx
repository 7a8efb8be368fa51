import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Notice } from '#components/ui/notice.tsx';

describe('classNames', () => {
  test('joins the classes that are set', () => {
    expect(classNames('flex', false, null, undefined, '', 'gap-2')).toBe('flex gap-2');
  });

  test.each([
    ['h-5.5 px-2 text-xs', 'h-4.5 px-1.5 text-2xs', 'h-4.5 px-1.5 text-2xs'],
    ['text-2xs text-ink', 'text-bad', 'text-2xs text-bad'],
    ['border border-line', 'border-edge/60', 'border border-edge/60'],
    ['shadow-panel', 'shadow-float', 'shadow-float'],
    ['rounded-[10px]', 'rounded-panel', 'rounded-panel'],
    ['hover:bg-hover', 'hover:bg-accent-bg', 'hover:bg-accent-bg'],
  ])('%s, overridden by %s', (base, override, expected) => {
    expect(classNames(base, override)).toBe(expected);
  });

  test('keeps a class for another width, and the page’s own classes', () => {
    expect(classNames('h-8 mono rev-1', 'max-md:h-10 data-mark')).toBe(
      'h-8 mono rev-1 max-md:h-10 data-mark',
    );
  });
});

describe('a class that is passed to a component', () => {
  const classOf = (element: ReactElement) =>
    /class="([^"]*)"/.exec(renderToStaticMarkup(element))?.[1]?.split(' ') ?? [];

  test('overrides only the chip’s own size, as its small size does', () => {
    const plain = classOf(<Chip tone="bad">x</Chip>);
    const small = classOf(
      <Chip tone="bad" className="h-4.5 px-1.5 text-2xs">
        x
      </Chip>,
    );
    expect(plain).toEqual(expect.arrayContaining(['h-5.5', 'px-2', 'text-xs', 'text-bad']));
    expect(small.filter((name) => !plain.includes(name))).toEqual(['h-4.5', 'px-1.5', 'text-2xs']);
    expect(plain.filter((name) => !small.includes(name))).toEqual(['h-5.5', 'px-2', 'text-xs']);
    expect(
      classOf(
        <Chip tone="bad" size="small">
          x
        </Chip>,
      ),
    ).toEqual(small);
  });

  test('overrides a button’s height only at its own width', () => {
    const names = classOf(
      <Button size="small" className="h-7 max-lg:h-10">
        x
      </Button>,
    );
    expect(names.filter((name) => /(^|:)h-/.test(name))).toEqual(['h-7', 'max-lg:h-10']);
  });

  test('overrides a notice’s corners', () => {
    const names = classOf(
      <Notice tone="warn" className="rounded-none">
        x
      </Notice>,
    );
    expect(names.filter((name) => name.startsWith('rounded'))).toEqual(['rounded-none']);
  });
});
