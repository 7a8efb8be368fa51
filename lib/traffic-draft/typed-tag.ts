import { tagProblem } from '#lib/knative/dns-label.ts';
import { tagHostProblem } from '#lib/knative/tag-host.ts';

/** What a person typed as a tag. */
export interface TypedTag {
  /** Without the spaces around it. */
  tag: string;
  /** What to change, in plain words; null for a good tag. */
  advice: string | null;
  /** Why it cannot be, in the words of the webhook or of the rule that the Route would break; null for a good tag. */
  problem: string | null;
}

/** readTypedTag reads a tag for a Service as it was typed or pasted. An empty one is no problem yet. */
export function readTypedTag(text: string, service: string): TypedTag {
  const tag = text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
  if (tag === '') return { tag, advice: null, problem: null };
  const problem = tagProblem(tag) ?? tagHostProblem(tag, service);
  return { tag, problem, advice: problem === null ? null : adviceOn(tag) };
}

function adviceOn(tag: string): string | null {
  if (/\s/u.test(tag)) return 'A tag has no spaces.';
  const small = tag.toLowerCase();
  if (tag !== small)
    return `A tag has small letters only${tagProblem(small) === null ? `, such as ${small}` : ''}.`;
  if (/[^-a-z0-9]/.test(tag)) return 'A tag has letters from a to z, digits and dashes only.';
  if (!/^[a-z]/.test(tag)) return 'A tag begins with a letter.';
  if (tag.endsWith('-')) return 'A tag ends with a letter or a digit.';
  // What is left is about the length, which the problem says in plain words.
  return null;
}
