import { expect, test } from 'vitest';
import type { Topic } from '#lib/live/protocol.ts';
import { TopicFollowers } from '#lib/live/topic-followers.ts';

function fixture() {
  const changes: string[] = [];
  const followers = new TopicFollowers();
  followers.subscribe(() => changes.push(followers.topics().join(' ')));
  return { followers, changes };
}

const HELLO: Topic = 'service/default/hello';

test('a topic is followed from its first follower until the last one leaves', () => {
  const { followers, changes } = fixture();
  const leave = [followers.follow(HELLO), followers.follow('services'), followers.follow(HELLO)];
  leave[0]?.();
  expect(followers.topics()).toEqual([HELLO, 'services']);
  leave[2]?.();
  expect(followers.topics()).toEqual(['services']);
  expect(changes).toEqual([HELLO, `${HELLO} services`, 'services']);
});

test('a follower that leaves twice takes no other one with it', () => {
  const { followers, changes } = fixture();
  const leave = followers.follow('services');
  followers.follow('services');
  leave();
  leave();
  expect([followers.topics(), changes]).toEqual([['services'], ['services']]);
});

test('a topic that everyone left can be followed again', () => {
  const { followers, changes } = fixture();
  followers.follow('services')();
  followers.follow('services');
  expect(changes).toEqual(['services', '', 'services']);
});
