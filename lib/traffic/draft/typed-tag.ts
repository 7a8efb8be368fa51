import { tagProblem } from '#lib/knative/tag-problem.ts';
import { tagHostProblem } from '#lib/traffic/tag-host.ts';

/** A tag as a person typed it. */
export interface TypedTag {
  /** Without surrounding spaces. */
  tag: string;
  /** What to change, in plain words; null for a valid tag. */
  advice: string | null;
  /** Why it is invalid, in the words of the webhook or of the rule that the Route would break; null for a valid tag. */
  problem: string | null;
}

/** readTypedTag parses a tag that was typed or pasted for a Service. An empty tag is not yet a problem. */
export function readTypedTag(text: string, service: string): TypedTag {
  const tag = text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
  if (tag === '') return { tag, advice: null, problem: null };
  const problem = tagProblem(tag) ?? tagHostProblem(tag, service);
  return { tag, problem, advice: problem === null ? null : adviceOn(tag) };
}

function adviceOn(tag: string): string | null {
  if (/\s/u.test(tag)) return 'A tag cannot contain spaces.';
  const small = tag.toLowerCase();
  if (tag !== small)
    return `A tag must be lowercase${tagProblem(small) === null ? `, such as ${small}` : ''}.`;
  if (/[^-a-z0-9]/.test(tag)) return 'A tag can contain only the letters a to z, digits and dashes.';
  if (!/^[a-z]/.test(tag)) return 'A tag must begin with a letter.';
  if (tag.endsWith('-')) return 'A tag must end with a letter or a digit.';
  // The remaining problems concern the length; their message is already plain.
  return null;
}
