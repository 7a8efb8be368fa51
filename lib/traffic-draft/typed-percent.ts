/** What a text in a percent field means. */
export type TypedPercent =
  /** Nothing yet. */
  { state: 'empty' } | { state: 'percent'; percent: number } | { state: 'problem'; words: string };

/** readTypedPercent reads what a person typed as a share; what cannot be one is answered in words. */
export function readTypedPercent(text: string): TypedPercent {
  const typed = text.trim().replace(/^%|%$/, '').trim();
  if (typed === '') return { state: 'empty' };
  if (/^\d+$/.test(typed)) {
    const percent = Number(typed);
    if (percent <= 100) return { state: 'percent', percent };
    return { state: 'problem', words: `${typed} % is more than there is: a share is 100 % at most.` };
  }
  if (/^[-−]\s*\d/.test(typed)) return { state: 'problem', words: 'A share is 0 % at least.' };
  if (/^\d*[.,]\d*$/.test(typed))
    return { state: 'problem', words: 'Knative takes whole percents only, such as 33.' };
  return { state: 'problem', words: `“${typed}” is no number: type a whole one from 0 to 100.` };
}
