import { parseGoDuration } from '#simulator/go/duration.ts';

/** The template annotation that selects how a Revision's pods behave. */
export const BEHAVIOUR_ANNOTATION = 'simulator.sluice.dev/pod';

/** How pods of a Revision behave; times are simulated ms. */
export type PodBehaviour =
  | { type: 'ok' }
  | { type: 'slow-start'; startMs: number }
  | { type: 'crash'; exitCode: number }
  | { type: 'image-pull-error' }
  | { type: 'unschedulable' };

const NANOSECONDS_PER_MS = 1e6;

/**
 * parseBehaviour parses the annotation: `ok`, `slow-start=20s`, `crash=<exit code>`, `image-pull-error` or `unschedulable`. Defaults to ok.
 * Returns undefined for an unknown word.
 */
export function parseBehaviour(value: string | undefined): PodBehaviour | undefined {
  const [word = '', argument] = (value ?? 'ok').split('=');
  switch (word) {
    case 'ok':
    case 'image-pull-error':
    case 'unschedulable':
      return argument === undefined ? { type: word } : undefined;
    case 'slow-start': {
      const startMs = parseDuration(argument ?? '20s');
      return startMs === undefined ? undefined : { type: 'slow-start', startMs };
    }
    case 'crash': {
      const exitCode = Number(argument ?? '1');
      const isCode = Number.isInteger(exitCode) && exitCode > 0 && exitCode < 256;
      return isCode ? { type: 'crash', exitCode } : undefined;
    }
    default:
      return undefined;
  }
}

/** behaviourOf returns the pod behavior in annotations; an unknown word counts as ok. */
export function behaviourOf(annotations: Record<string, string> | undefined): PodBehaviour {
  return parseBehaviour(annotations?.[BEHAVIOUR_ANNOTATION]) ?? { type: 'ok' };
}

/** parseDuration parses a non-negative Go duration, such as `90s` or `1h30m`, into ms; undefined if it is not valid. */
export function parseDuration(text: string): number | undefined {
  const nanoseconds = parseGoDuration(text);
  return nanoseconds === null || nanoseconds < 0 ? undefined : nanoseconds / NANOSECONDS_PER_MS;
}
