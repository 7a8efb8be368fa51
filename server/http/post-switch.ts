import * as contract from '#lib/api/contract.ts';
import type { PinnedIdentity } from '#lib/view/pinned-identity.ts';
import { switchIdentity } from '#server/actions/switch-identity.ts';
import { audited } from '#server/http/audit.ts';
import { readJson } from '#server/http/body.ts';
import { jsonAnswer } from '#server/http/json-answer.ts';
import type { ClusterRequest } from '#server/http/route.ts';

const MAX_BODY_BYTES = 1_024;

/** postSwitch answers POST …/credentials/switch. Each request writes an audit line. */
export async function postSwitch(
  context: ClusterRequest,
  follow: (changeId: string) => PinnedIdentity | null,
): Promise<Response> {
  const { cluster, request } = context;
  const { change } = await readJson(request, contract.switchIdentity, MAX_BODY_BYTES);
  await audited(
    context,
    {
      action: 'switchIdentity',
      sentence: 'another server or user was to be used',
      what: { before: cluster.pinned },
      noteOf: (after) => ({ after }),
    },
    () => switchIdentity(change, { follow, waitingChange: () => cluster.waitingChange() }),
  );
  return jsonAnswer(contract.switchIdentity, {});
}
