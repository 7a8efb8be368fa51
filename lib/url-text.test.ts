import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beginUrlText,
  followHistory,
  noteWritten,
  seeAddress,
  type UrlText,
  writeLater,
} from '#lib/url-text.ts';
import { FakeClock } from '#tests/fake-clock.ts';

/**
 * Simulates a page with a text field: it writes the address as the hook does, and the router shows the change `lagMs` later. A router that
 * `skips` shows only the latest of several changes.
 */
class Page {
  readonly clock = new FakeClock();
  readonly history: string[];
  state: UrlText;
  readonly #lagMs: number;
  readonly #skips: boolean;
  #cancel = (): void => {};
  #cancelShow = (): void => {};

  constructor(inAddress = '', lagMs = 0, skips = false) {
    this.#lagMs = lagMs;
    this.#skips = skips;
    this.history = [inAddress];
    this.state = beginUrlText(inAddress);
  }

  type(text: string): void {
    this.#put({ ...this.state, text });
  }

  navigate(inAddress: string): void {
    this.#put(seeAddress(this.state, inAddress));
  }

  back(): void {
    this.history.pop();
    const inAddress = this.history.at(-1) ?? '';
    this.#put(followHistory(this.state, inAddress));
    this.#show(inAddress);
  }

  #show(text: string): void {
    if (this.#skips) this.#cancelShow();
    this.#cancelShow = this.clock.after(this.#lagMs, () => this.navigate(text));
  }

  #put(state: UrlText): void {
    const isOther = state.text !== this.state.text || state.written !== this.state.written;
    this.state = state;
    if (!isOther) return;
    this.#cancel();
    this.#cancel = writeLater(this.clock, state, (text, how) => {
      if (how === 'push') this.history.push(text);
      else this.history[this.history.length - 1] = text;
      this.#put(noteWritten(this.state, text));
      this.#show(text);
    });
  }
}

describe('text in the address', () => {
  test('follows typed text after a quarter of a second without typing', () => {
    const page = new Page();
    for (const text of ['s', 'sh', 'sho', 'shop']) {
      page.type(text);
      page.clock.advance(249);
    }
    expect(page.history).toEqual(['']);
    page.clock.advance(1);
    expect(page.history).toEqual(['', 'shop']);
  });

  test('is one history entry, however long the user types', () => {
    const page = new Page();
    for (const text of ['shop', 'shop/cart', 'shop/c']) {
      page.type(text);
      page.clock.advance(1_000);
    }
    expect(page.history).toEqual(['', 'shop/c']);
  });

  test('that is cleared and typed again is another entry', () => {
    const page = new Page('shop');
    page.type('');
    page.clock.advance(1_000);
    page.type('cart');
    page.clock.advance(1_000);
    expect(page.history).toEqual(['', 'cart']);
  });

  test('adopts a change from elsewhere without writing typed text over it', () => {
    const page = new Page('shop');
    page.type('shop/c');
    page.navigate('billing');
    page.clock.advance(1_000);
    expect([page.state.text, page.history]).toEqual(['billing', ['shop']]);
  });

  test('does not undo typing when the router catches up late', () => {
    const page = new Page('', 400);
    page.type('shop');
    page.clock.advance(300);
    page.type('shop/cart');
    page.clock.advance(5_000);
    expect([page.state.text, page.history.at(-1)]).toEqual(['shop/cart', 'shop/cart']);
  });

  test.for([
    { router: 'shows every change', skips: false },
    { router: 'shows only the latest change', skips: true },
  ])('is undone by Back before the router has shown it, when the router $router', ({ skips }) => {
    const page = new Page('', 400, skips);
    page.type('shop');
    page.clock.advance(300);
    expect(page.history).toEqual(['', 'shop']);
    page.back();
    expect(page.state.text).toBe('');
    page.clock.advance(5_000);
    expect([page.state.text, page.history]).toEqual(['', ['']]);
    page.navigate('shop');
    expect(page.state.text).toBe('shop');
  });

  test('keeps letters just typed when Back undoes something else', () => {
    const page = new Page('shop');
    page.history.push('shop');
    page.type('shop/c');
    page.back();
    page.clock.advance(5_000);
    expect(page.state.text).toBe('shop/c');
  });

  test('ends with the last typed text, however fast the user types and however soon the router follows', () => {
    const keys = fc.array(fc.record({ text: fc.string({ maxLength: 3 }), pauseMs: fc.nat(600) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(keys, fc.nat(2_000), (typed, lagMs) => {
        const page = new Page('', lagMs);
        for (const { text, pauseMs } of typed) {
          page.type(text);
          page.clock.advance(pauseMs);
        }
        page.clock.advance(5_000);
        const last = typed.at(-1)?.text;
        expect([page.state.text, page.history.at(-1)]).toEqual([last, last]);
      }),
    );
  });
});
