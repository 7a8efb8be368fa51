import type { EventView, PodView, RevisionView, SampleView, SplitView, TreeNode } from '#lib/view/types.ts';

/** The collections of a Service's topic, in addition to its head. */
export interface ServiceCollections {
  revisions: ReadonlyMap<string, RevisionView>;
  pods: ReadonlyMap<string, PodView>;
  nodes: ReadonlyMap<string, TreeNode>;
  events: ReadonlyMap<string, EventView>;
  splits: ReadonlyMap<string, SplitView>;
  samples: ReadonlyMap<string, SampleView>;
}
