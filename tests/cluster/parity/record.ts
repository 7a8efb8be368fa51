import { Client } from '#tests/cluster/parity/client.ts';
import { play, type StoryRecord } from '#tests/cluster/parity/player.ts';
import { type Life, Recorder } from '#tests/cluster/parity/recorder.ts';
import { applySettings } from '#tests/cluster/parity/settings.ts';
import type { Story } from '#tests/cluster/parity/story.ts';

/** Everything that one cluster did with the stories. */
export interface Recording {
  lives: Life[];
  /** By namespace. */
  stories: Record<string, StoryRecord>;
}

/** record plays all stories concurrently on a cluster and returns the recording. */
export async function record(kubeconfig: string, stories: readonly Story[]): Promise<Recording> {
  const client = await Client.of(kubeconfig);
  const recorder = new Recorder(client);
  try {
    await applySettings(client);
    await recorder.start();
    const records = await Promise.all(
      stories.map(async (story) => [story.namespace, await play(client, recorder, story)] as const),
    );
    return { lives: [...recorder.lives.values()], stories: Object.fromEntries(records) };
  } finally {
    await recorder.stop();
    await client.close();
  }
}
