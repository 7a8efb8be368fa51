import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ServerSentEvent, SseParser } from '#lib/live/sse-parser.ts';

const parse = (...pieces: string[]): ServerSentEvent[] => {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe('SseParser', () => {
  test.each<[string, string, ServerSentEvent[]]>([
    ['an event with a type', 'event: a\ndata: 1\n\n', [{ event: 'a', data: '1' }]],
    ['an event without a type', 'data: 1\n\n', [{ event: 'message', data: '1' }]],
    ['several data lines', 'data: 1\ndata: 2\n\n', [{ event: 'message', data: '1\n2' }]],
    [
      'no space after the colon, and more than one',
      'data:1\ndata:  2\n\n',
      [{ event: 'message', data: '1\n 2' }],
    ],
    ['comments and other fields', ': hi\nid: 7\nretry: 9\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['a field without a colon', 'data\n\n', [{ event: 'message', data: '' }]],
    ['a type without data', 'event: a\n\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    [
      'CR LF and CR',
      'data: 1\r\n\r\ndata: 2\r\r',
      [
        { event: 'message', data: '1' },
        { event: 'message', data: '2' },
      ],
    ],
    ['an event that is not complete', 'data: 1\n', []],
  ])('reads %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test('reads the same however the text is cut, with every kind of line end', () => {
    const event = fc.record({ event: fc.stringMatching(/^[a-z]+$/), data: fc.json() });
    fc.assert(
      fc.property(
        fc.array(event),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(), { maxLength: 20 }),
        (events, end, cuts) => {
          const text = events
            .map(({ event, data }) => `event: ${event}${end}data: ${data}${end}${end}`)
            .join('');
          const places = [
            0,
            ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b),
            text.length,
          ];
          const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
          expect(parse(...pieces)).toEqual(events);
        },
      ),
    );
  });
});
