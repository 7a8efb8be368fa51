import { describe, expect, test } from 'vitest';
import { Subscribable, ValueStore } from '#lib/subscribable.ts';

describe('Subscribable', () => {
  test('notifies every listener until it unsubscribes', () => {
    const source = new Subscribable();
    const calls: string[] = [];
    const stop = source.subscribe(() => calls.push('a'));
    source.subscribe(() => calls.push('b'));
    source.notify();
    stop();
    source.notify();
    expect(calls).toEqual(['a', 'b', 'b']);
  });

  test('a function with two subscriptions is called once for each, and each ends independently', () => {
    const source = new Subscribable();
    let calls = 0;
    const listener = () => (calls += 1);
    const stop = source.subscribe(listener);
    source.subscribe(listener);
    source.notify();
    stop();
    stop();
    source.notify();
    expect([calls, source.hasListeners]).toEqual([3, true]);
  });

  test('a listener may subscribe and unsubscribe others while it is called', () => {
    const source = new Subscribable();
    const calls: string[] = [];
    let stopSecond = (): void => {};
    source.subscribe(() => {
      calls.push('first');
      stopSecond();
      if (calls.length === 1) source.subscribe(() => calls.push('late'));
    });
    stopSecond = source.subscribe(() => calls.push('second'));
    source.notify();
    expect(calls).toEqual(['first']);
    source.notify();
    expect(calls).toEqual(['first', 'first', 'late']);
  });

  test('notifies a subclass of each subscription and its end', () => {
    const events: string[] = [];
    class Watched extends Subscribable {
      protected override onSubscribe(): void {
        events.push(`on ${this.hasListeners}`);
      }
      protected override onUnsubscribe(): void {
        events.push(`off ${this.hasListeners}`);
      }
    }
    const stop = new Watched().subscribe(() => {});
    stop();
    stop();
    expect(events).toEqual(['on true', 'off false']);
  });
});

describe('ValueStore', () => {
  test('calls its listeners only when the value changes', () => {
    const store = new ValueStore<readonly string[]>([]);
    const seen: (readonly string[])[] = [];
    store.subscribe(() => seen.push(store.get()));
    const next = ['a'];
    store.set(next);
    store.set(next);
    expect(seen).toEqual([next]);
  });
});
