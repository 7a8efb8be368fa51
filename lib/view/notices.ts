import { formatPercent } from '#lib/format/percent.ts';
import { causeWords } from '#lib/traffic/harm-words.ts';
import { LATEST, rowKeyOf } from '#lib/traffic/rows.ts';
import { percentOf, tagOf } from '#lib/traffic/target.ts';
import { mappingProblem } from '#lib/view/domain-mappings.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import { tagSentence } from '#lib/view/tag-troubles.ts';

/** A sentence about a problem on the Service's page. */
export interface NoticeView {
  /** `bad` when requests fail; `warn` when something needs attention and no requests are known to fail. */
  tone: 'bad' | 'warn';
  text: string;
  /** Knative's message, when it adds something; empty otherwise. */
  detail: string;
  /** RFC 3339, when it shows how long something has waited; null otherwise. */
  since: string | null;
  /** The fix that a button offers; null when there is none. */
  action: 'sendToLatest' | null;
}

/** noticesOf returns what a person should know first about a Service, worst first. A rollout has a separate notice. */
export function noticesOf(head: ServiceHead): NoticeView[] {
  const { summary } = head;
  const { state, harm, headline, since } = summary;
  const notices: NoticeView[] = [];
  const say = (tone: NoticeView['tone'], text: string, rest: Partial<NoticeView> = {}): void => {
    notices.push({ tone, text: sentence(text), detail: '', since: null, action: null, ...rest });
  };
  switch (state) {
    case 'failing':
      say('bad', headline, { detail: knativeSays(head) });
      break;
    case 'changeFailed':
      say('warn', headline, { detail: knativeSays(head) });
      break;
    case 'stuck':
      say('warn', headline, { since });
      break;
    case 'degraded':
      say('warn', headline);
      break;
    case 'pinnedBehind':
      say('warn', `${headline}. ${latestWords(head)}`, { action: 'sendToLatest' });
      break;
    case 'rollingOut':
    case 'progressing':
    case 'split':
    case 'steady':
      break;
  }
  // The bar is then empty: it does not show unconfirmed traffic as routed.
  if (!head.route.isSplitKnown && state !== 'degraded') {
    say('warn', 'what is routed now is not known: the ingress has not yet confirmed the desired traffic');
  }
  // The headline names the first cause; each further one is a separate failure.
  if (harm.level === 'hurting') {
    for (const cause of harm.causes.slice(1)) {
      if (cause.level !== 'hurting') continue;
      say('bad', `${causeWords(cause)}: ${formatPercent(cause.percent)} of requests fail`);
    }
  }
  for (const mapping of head.mappings) {
    const problem = mappingProblem(mapping);
    const isReported = problem === null || (state === 'degraded' && headline === problem);
    if (!isReported && mapping.ready?.status === 'False') say('warn', problem);
  }
  for (const trouble of head.tagTroubles) {
    const words = tagSentence(trouble);
    const cause = `${trouble.revisionName} ${trouble.words}`;
    const isReported = state === 'degraded' ? headline === words : headline.startsWith(`${cause}; `);
    if (!isReported) say('warn', words);
  }
  return notices;
}

/** latestWords describes what a new revision will get: whether a target follows @latest, which revision that is now, and its percent. */
export function latestWords({ specTraffic, summary }: Pick<ServiceHead, 'specTraffic' | 'summary'>): string {
  const following = (specTraffic ?? []).filter((target) => rowKeyOf(target) === LATEST);
  if (specTraffic !== null && following.length === 0) {
    return 'New revisions get no traffic either: no target follows @latest.';
  }
  const percent = specTraffic === null ? 100 : following.reduce((sum, target) => sum + percentOf(target), 0);
  const tags = following.flatMap((target) => tagOf(target) ?? []);
  const tagged = tags.length === 0 ? '' : `, tagged ${tags.join(', ')}`;
  return `A target follows @latest (now ${summary.latestReady ?? 'none'}${tagged}) with ${formatPercent(percent)}: new revisions get that.`;
}

/** knativeSays returns Knative's own message when Ready is False, unless the headline is derived from it. */
function knativeSays({ summary }: ServiceHead): string {
  const { ready, headline, latestCreated, latestReady } = summary;
  if (ready?.status !== 'False') {
    // The deadline applies to a revision that was never ready; it says nothing about other problems.
    const isFirstStart = latestCreated !== latestReady && headline.startsWith(`${latestCreated ?? ''} `);
    return ready?.status === 'Unknown' && isFirstStart
      ? 'The conditions do not show it yet: Knative waits for the progress deadline.'
      : '';
  }
  const said = ready.message === '' ? ready.reason : ready.message;
  return said === '' || headline.includes(said.replace(/\.$/, '')) ? '' : sentence(`Knative says: ${said}`);
}

/** sentence capitalizes a clause and adds a period; a name at its start keeps its case. */
function sentence(clause: string): string {
  const first = clause.split(' ', 1)[0] ?? '';
  const isName = /[\d./-]/.test(first);
  const text = isName ? clause : clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
