import type { RevisionView } from '#lib/view/models/revision.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';

/** The Ready condition as a chip: Knative's word, in the tone of what it means for requests. */
export interface ReadyChip {
  word: string;
  tone: 'ok' | 'warn' | 'bad' | 'info';
}

/** readyChip is green only when Knative reports Ready and it is proven that requests are answered. Null while there is no condition. */
export function readyChip({
  ready,
  state,
  harm,
}: Pick<ServiceSummary, 'ready' | 'state' | 'harm'>): ReadyChip | null {
  if (ready === null) return null;
  const hurts = harm.level === 'hurting';
  if (ready.status === 'True') {
    if (hurts) return { word: 'Ready, but requests fail', tone: 'bad' };
    return { word: 'Ready', tone: state === 'degraded' ? 'warn' : harm.level === 'none' ? 'ok' : 'info' };
  }
  if (ready.status === 'False') return { word: 'Not ready', tone: hurts ? 'bad' : 'warn' };
  if (hurts) return { word: 'Failing', tone: 'bad' };
  if (state === 'changeFailed') return { word: 'Change failed', tone: 'warn' };
  return state === 'stuck' ? { word: 'Stuck', tone: 'warn' } : { word: 'In progress', tone: 'info' };
}

/** revisionTone is red only when a revision that is not ready gets requests and does not answer them. */
export function revisionTone({
  ready,
  routedPercent,
  serving,
}: Pick<RevisionView, 'ready' | 'routedPercent' | 'serving'>): 'bad' | 'warn' | null {
  if (ready !== 'False') return null;
  return routedPercent > 0 && serving.state === 'fails' ? 'bad' : 'warn';
}
