import type { EventView } from '#lib/view/models/event.ts';
import type { SampleView, SplitView } from '#lib/view/models/history.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import type { TreeNode } from '#lib/view/models/tree-node.ts';

/** The collections of a Service's topic, in addition to its head. */
export interface ServiceCollections {
  revisions: ReadonlyMap<string, RevisionView>;
  pods: ReadonlyMap<string, PodView>;
  nodes: ReadonlyMap<string, TreeNode>;
  events: ReadonlyMap<string, EventView>;
  splits: ReadonlyMap<string, SplitView>;
  samples: ReadonlyMap<string, SampleView>;
}
