import { expect, test } from 'vitest';
import { SettledEdit } from '#lib/traffic/draft/settled-edit.ts';
import { FakeClock } from '#tests/fake-clock.ts';

function fixture() {
  const clock = new FakeClock();
  const began = clock.now();
  const settled = new SettledEdit(clock);
  const asked: [string | null, number][] = [];
  settled.subscribe(() => asked.push([settled.get(), clock.now() - began]));
  let cancel = (): void => {};
  const edit = (text: string | null) => {
    cancel();
    cancel = settled.propose(text);
  };
  return { clock, settled, asked, edit };
}

test('a drag is checked once, a third of a second after its last step', () => {
  const { clock, asked, edit } = fixture();
  for (let step = 0; step < 40; step += 1) {
    edit(`${step} %`);
    clock.advance(16);
  }
  clock.advance(10_000);
  expect(asked).toEqual([['39 %', 39 * 16 + 350]]);
});

test('each settled edit is checked', () => {
  const { clock, asked, edit } = fixture();
  edit('a');
  clock.advance(350);
  edit('b');
  clock.advance(349);
  expect(asked.map(([text]) => text)).toEqual(['a']);
  clock.advance(1);
  expect(asked.map(([text]) => text)).toEqual(['a', 'b']);
});

test('an edit that is discarded before it settles is not checked', () => {
  const { clock, settled, asked, edit } = fixture();
  edit('a');
  clock.advance(100);
  edit(null);
  clock.advance(10_000);
  expect([settled.get(), asked]).toEqual([null, []]);
});
