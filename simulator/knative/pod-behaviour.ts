import { parseGoDuration } from '#lib/knative/go-duration.ts';

/** The template annotation that chooses how a Revision's pods behave. */
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
 * parseBehaviour reads the annotation: `ok`, `slow-start=20s`, `crash=<exit code>`, `image-pull-error` or
 * `unschedulable`. Absent is ok. Returns undefined for words it does not know.
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

/** behaviourOf reads how pods of annotated metadata behave; words it does not know count as ok. */
export function behaviourOf(annotations: Record<string, string> | undefined): PodBehaviour {
  return parseBehaviour(annotations?.[BEHAVIOUR_ANNOTATION]) ?? { type: 'ok' };
}

/** parseDuration reads a Go duration that is not negative, as `90s` or `1h30m`, into ms; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const nanoseconds = parseGoDuration(text);
  return nanoseconds === null || nanoseconds < 0 ? undefined : nanoseconds / NANOSECONDS_PER_MS;
}
