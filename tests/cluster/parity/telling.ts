import { Aliases } from '#tests/cluster/parity/aliases.ts';
import type { StoryRecord } from '#tests/cluster/parity/player.ts';
import type { Recording } from '#tests/cluster/parity/record.ts';
import type { Life } from '#tests/cluster/parity/recorder.ts';

/** Something that is not the same on both clusters. */
export interface Difference {
  story: string;
  /** The step after or in which it shows; `all` for what is compared over the whole story. */
  step: string;
  /** What differs: an object's kind and name, an answer, an event, a table. */
  subject: string;
  path: string;
  embedded: unknown;
  real: unknown;
}

/** One cluster's recording of one story. */
export class Telling {
  readonly story: string;
  readonly record: StoryRecord;
  readonly lives: Life[];
  readonly aliases: Aliases;

  constructor(recording: Recording, story: string) {
    const record = recording.stories[story];
    if (record === undefined) throw new Error(`The story ${story} was not recorded.`);
    this.story = story;
    this.record = record;
    this.lives = recording.lives.flatMap((life) => {
      const isMine = life.states[0]?.metadata.namespace === story;
      const told = life.steps.filter((step) => step < record.steps.length).length;
      const { goneIn } = life;
      const isGone = goneIn !== undefined && goneIn < record.steps.length;
      const states = life.states.slice(0, told);
      return isMine && told > 0 ? [{ ...life, states, goneIn: isGone ? goneIn : undefined }] : [];
    });
    this.aliases = new Aliases(this.lives);
  }

  titleOf(step: number): string {
    return this.record.steps[step]?.title ?? 'before the first step';
  }
}
