import { describe, expect, it } from 'vitest';
import { hashOf, newSecret } from '#server/access/secrets.ts';
import {
  MAX_SESSIONS,
  SESSION_IDLE_MS,
  SESSION_LIFE_MS,
  type SessionRecord,
  Sessions,
} from '#server/access/sessions.ts';
import { FakeClock } from '#tests/fake-clock.ts';

function make(saved: SessionRecord[] = [], clock = new FakeClock()) {
  const writes: SessionRecord[][] = [];
  const sessions = new Sessions({ clock, newSecret, saved, save: (records) => writes.push(records) });
  return { sessions, clock, writes };
}

const HOUR = 3_600_000;

describe('Sessions', () => {
  it('finds a session by its id, on the kind of address where it started', () => {
    const { sessions } = make();
    const { id, key } = sessions.start('own');
    expect(sessions.find(id, 'own')).toMatchObject({ host: 'own', key });
    expect(sessions.find(id, 'shared')).toBeUndefined();
    expect(sessions.find(key, 'own')).toBeUndefined();
    expect(sessions.find(hashOf(id), 'own')).toBeUndefined();
  });

  it('ends an unused session at its idle timeout and not before', () => {
    const { sessions, clock } = make();
    const { id } = sessions.start('own');
    clock.advance(SESSION_IDLE_MS - 1);
    const session = sessions.find(id, 'own');
    expect(session).toBeDefined();
    clock.advance(SESSION_IDLE_MS);
    expect(sessions.find(id, 'own')).toBeUndefined();
    expect(session?.ended.aborted).toBe(true);
  });

  it('ends a session in use at the end of its lifetime, including its streams', () => {
    const { sessions, clock } = make();
    const { id } = sessions.start('own');
    const session = sessions.find(id, 'own');
    if (session === undefined) throw new Error('no session');
    sessions.hold(session);
    clock.advance(SESSION_LIFE_MS - 1);
    expect(session.ended.aborted).toBe(false);
    clock.advance(60_000);
    expect(session.ended.aborted).toBe(true);
  });

  it('counts an open stream as use until it ends', () => {
    const { sessions, clock } = make();
    const { id } = sessions.start('own');
    const session = sessions.find(id, 'own');
    if (session === undefined) throw new Error('no session');
    const release = sessions.hold(session);
    clock.advance(3 * SESSION_IDLE_MS);
    release();
    release();
    clock.advance(SESSION_IDLE_MS - HOUR);
    expect(sessions.find(id, 'own')).toBeDefined();
    clock.advance(SESSION_IDLE_MS + 60_000);
    expect(sessions.find(id, 'own')).toBeUndefined();
  });

  it('ends permanently, once', () => {
    const { sessions, writes } = make();
    const { id } = sessions.start('own');
    const session = sessions.find(id, 'own');
    if (session === undefined) throw new Error('no session');
    sessions.end(session);
    sessions.end(session);
    expect(session.ended.aborted).toBe(true);
    expect(sessions.find(id, 'own')).toBeUndefined();
    expect(writes.at(-1)).toEqual([]);
    expect(writes).toHaveLength(2);
  });

  it('ends the least recently used session when there are too many', () => {
    const { sessions, clock } = make();
    const ids = Array.from({ length: MAX_SESSIONS }, () => {
      clock.advance(1);
      return sessions.start('own').id;
    });
    clock.advance(1);
    expect(sessions.find(ids[0] ?? '', 'own')).toBeDefined();
    clock.advance(1);
    sessions.start('own');
    expect(sessions.size).toBe(MAX_SESSIONS);
    expect(sessions.find(ids[0] ?? '', 'own')).toBeDefined();
    expect(sessions.find(ids[1] ?? '', 'own')).toBeUndefined();
  });

  it('stores no id, and resumes from what it stored', () => {
    const { sessions, clock, writes } = make();
    const { id, key } = sessions.start('shared');
    expect(JSON.stringify(writes)).not.toContain(id);
    const next = make(writes.at(-1), clock);
    expect(next.sessions.find(id, 'shared')).toMatchObject({ key });
    expect(next.sessions.find(id, 'own')).toBeUndefined();
  });

  it('drops sessions that expired while the server was down', () => {
    const { sessions, clock, writes } = make();
    const { id } = sessions.start('own');
    clock.advance(SESSION_IDLE_MS - 1);
    const inTime = make(writes.at(-1), clock);
    expect(inTime.sessions.size).toBe(1);
    clock.advance(1);
    const late = make(writes[0], clock);
    expect(late.sessions.size).toBe(0);
    expect(late.sessions.find(id, 'own')).toBeUndefined();
  });

  it('extends no lifetime when the clock is set back', () => {
    const { writes, sessions } = make([], new FakeClock(Date.parse('2027-01-01T00:00:00Z')));
    const { id } = sessions.start('own');
    const back = make(writes.at(-1), new FakeClock(Date.parse('2026-01-01T00:00:00Z')));
    back.clock.advance(SESSION_IDLE_MS + 60_000);
    expect(back.sessions.find(id, 'own')).toBeUndefined();
  });

  it('extends no lifetime when the clock is set back while it runs', () => {
    const { sessions, clock, writes } = make();
    const { id } = sessions.start('own');
    clock.set(-SESSION_LIFE_MS);
    expect(sessions.find(id, 'own')).toBeDefined();
    clock.advance(60_000);
    sessions.find(id, 'own');
    expect(writes.at(-1)?.[0]?.seenAt).toBe(clock.now());
    for (let hour = 0; hour < SESSION_LIFE_MS / HOUR; hour += 1) {
      clock.advance(HOUR);
      sessions.find(id, 'own');
    }
    expect(sessions.find(id, 'own')).toBeUndefined();
  });

  function held() {
    const made = make();
    const { id } = made.sessions.start('own');
    const session = made.sessions.find(id, 'own');
    if (session === undefined) throw new Error('no session');
    return { ...made, id, release: made.sessions.hold(session) };
  }

  it('keeps a session with an open stream through a sleep that is longer than the idle timeout', () => {
    const { sessions, clock, id } = held();
    clock.set(SESSION_IDLE_MS + HOUR);
    expect(sessions.find(id, 'own')).toBeDefined();
  });

  it('stores that a stream is open, so that a restart does not end its session', () => {
    const { clock, writes } = held();
    clock.advance(10 * HOUR);
    expect(clock.now() - (writes.at(-1)?.[0]?.seenAt ?? 0)).toBeLessThanOrEqual(120_000);
  });

  it('counts the idle time from the end of a stream', () => {
    const { sessions, clock, id, release } = held();
    clock.advance(59_000);
    release();
    clock.advance(SESSION_IDLE_MS - 1);
    expect(sessions.find(id, 'own')).toBeDefined();
  });

  it('stores nothing about a session that ended by its age', () => {
    const { sessions, clock, writes } = make();
    sessions.start('own');
    clock.advance(SESSION_IDLE_MS + 60_000);
    expect(writes.at(-1)).toEqual([]);
  });

  it('stores uses at most once per minute', () => {
    const { sessions, clock, writes } = make();
    const { id } = sessions.start('own');
    for (let second = 0; second < 120; second += 1) {
      clock.advance(1_000);
      sessions.find(id, 'own');
    }
    expect(writes).toHaveLength(3);
  });
});
