import { setTimeout as pause } from 'node:timers/promises';
import { collectionPath, objectPath } from '#lib/kubernetes/resource.ts';
import { conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import type { Answer, Client } from '#tests/cluster/parity/client.ts';
import { RECORDED, type RecordedKind } from '#tests/cluster/parity/kinds.ts';
import type { Recorded, Recorder } from '#tests/cluster/parity/recorder.ts';
import type { Change, Goal, Step, Story } from '#tests/cluster/parity/story.ts';
import { readTables, type Table } from '#tests/cluster/parity/tables.ts';

/** How long nothing may happen before a step is over: longer than the autoscaler's tick of 2 s. */
const QUIET_MS = 3000;
const TICK_MS = 100;
const LONGEST_STEP_MS = 75_000;

/** The result of a step. */
export interface StepRecord {
  title: string;
  answer: Answer | undefined;
  /** Every object of the namespace, once everything was quiet. */
  objects: { kind: RecordedKind; object: Recorded }[];
  /** Goals that were not met in time, in words. */
  unmet: string[];
}

/** The results of a story's steps, and what `kubectl get` would print at the end, by kind. */
export interface StoryRecord {
  steps: StepRecord[];
  tables: Partial<Record<RecordedKind, Table>>;
}

/** play makes the changes of a story one by one and returns the result of each. */
export async function play(client: Client, recorder: Recorder, story: Story): Promise<StoryRecord> {
  const { namespace } = story;
  await client.must({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  await settle(recorder, namespace, []);
  const steps: StepRecord[] = [];
  for (const [index, step] of story.steps.entries()) {
    recorder.step.set(namespace, index);
    steps.push(await perform(client, recorder, namespace, step));
  }
  const tables = await readTables(client, namespace);
  // Other stories continue; what happens here from now on is not part of this one.
  recorder.step.set(namespace, story.steps.length);
  return { steps, tables };
}

async function perform(
  client: Client,
  recorder: Recorder,
  namespace: string,
  { title, change, goals = [] }: Step,
): Promise<StepRecord> {
  const answer = change === undefined ? undefined : await client.send(callOf(recorder, namespace, change));
  const unmet = await settle(recorder, namespace, goals);
  return { title, answer, unmet, objects: recorder.present(namespace) };
}

function callOf(recorder: Recorder, namespace: string, change: Change) {
  const { method, kind, name, query = '', contentType } = change;
  const type = RECORDED[kind];
  const path = name === undefined ? collectionPath(type, namespace) : objectPath(type, namespace, name);
  return {
    method,
    path: query === '' ? path : `${path}?${query}`,
    ...(contentType === undefined ? {} : { contentType }),
    ...(change.body === undefined ? {} : { body: withVersion(recorder, namespace, change) }),
  };
}

/** The body, with the resourceVersion that the change asks for. */
function withVersion(recorder: Recorder, namespace: string, change: Change): unknown {
  const { resourceVersion, body, kind, name } = change;
  if (resourceVersion === undefined) return body;
  const life = [...recorder.lives.values()].findLast(
    ({ kind: other, states: [first] }) =>
      other === kind && first?.metadata.namespace === namespace && first.metadata.name === name,
  );
  const state = resourceVersion === 'first' ? life?.states[0] : life?.states.at(-1);
  if (state === undefined) throw new Error(`${kind} ${namespace}/${name} has not been seen`);
  const { metadata, ...rest } = body as { metadata?: object };
  return { ...rest, metadata: { ...metadata, resourceVersion: state.metadata.resourceVersion } };
}

/**
 * Waits until the goals are met and nothing has changed for a time, counted in short ticks: a busy machine makes the ticks longer, rather
 * than shortening the time in which a change can arrive. Returns the goals that were not met.
 */
async function settle(recorder: Recorder, namespace: string, goals: readonly Goal[]): Promise<string[]> {
  const deadline = Date.now() + LONGEST_STEP_MS;
  const unmet = (): string[] =>
    goals.filter((goal) => !isMet(recorder, namespace, goal)).map((goal) => JSON.stringify(goal));
  let quietTicks = 0;
  for (let seen = -1; Date.now() < deadline; ) {
    await pause(TICK_MS);
    const changes = recorder.changesIn(namespace);
    quietTicks = changes === seen ? quietTicks + 1 : 0;
    seen = changes;
    if (quietTicks * TICK_MS >= QUIET_MS && unmet().length === 0) return [];
  }
  return [...unmet(), ...(unmet().length === 0 ? ['quiet'] : [])];
}

function isMet(recorder: Recorder, namespace: string, goal: Goal): boolean {
  const objects = recorder.present(namespace);
  if ('pods' in goal) {
    const pods = objects.filter(({ kind }) => kind === 'Pod');
    return (
      pods.length === goal.pods && pods.every(({ object }) => conditionOf(object, 'Ready')?.status === 'True')
    );
  }
  const found = objects.find(({ kind, object }) => kind === goal.kind && object.metadata.name === goal.name);
  if ('gone' in goal) return found === undefined;
  if (found === undefined) return false;
  const { status, metadata } = found.object as Recorded & { status?: { observedGeneration?: number } };
  if ('condition' in goal) return conditionOf(found.object, goal.condition)?.reason === goal.reason;
  const isObserved = status?.observedGeneration === metadata.generation;
  return isObserved && conditionOf(found.object, 'Ready')?.status === goal.ready;
}
