import { endpoint } from '#lib/api/endpoint.ts';
import { switchBody } from '#lib/api/identity.ts';
import { objectAnswer, objectQuery } from '#lib/api/objects.ts';
import { challengeAnswer, codeAnswer, doneAnswer, exchangeAnswer, exchangeBody } from '#lib/api/session.ts';
import { accessAnswer, shiftTrafficAnswer, shiftTrafficBody, shiftTrafficQuery } from '#lib/api/traffic.ts';

// Endpoints that a browser calls with individual requests. What it follows is in topics.ts.

export const shiftTraffic = endpoint({
  id: 'shiftTraffic',
  method: 'PUT',
  path: '/api/c/{cluster}/services/{namespace}/{name}/traffic',
  summary: 'Replaces spec.traffic of a Service, or (dryRun) checks whether the cluster would accept it.',
  query: shiftTrafficQuery,
  body: shiftTrafficBody,
  answer: shiftTrafficAnswer,
  refusals: ['readOnly', 'stale', 'conflict', 'invalid', 'forbidden', 'notFound', 'tooLarge'],
});

export const reviewAccess = endpoint({
  id: 'reviewAccess',
  method: 'GET',
  path: '/api/c/{cluster}/services/{namespace}/{name}/access',
  summary: 'Reports whether the user may change a Service, and if not, why.',
  answer: accessAnswer,
  refusals: ['notFound'],
});

export const readObject = endpoint({
  id: 'readObject',
  method: 'GET',
  path: '/api/c/{cluster}/objects',
  summary:
    'One object of the ownership tree as the cluster holds it. Secrets are masked unless reveal is set.',
  query: objectQuery,
  answer: objectAnswer,
  refusals: ['notFound', 'forbidden'],
});

export const retryCredentials = endpoint({
  id: 'retryCredentials',
  method: 'POST',
  path: '/api/c/{cluster}/credentials/retry',
  summary: 'Ends the back-off after a credentials failure and retries immediately.',
  answer: doneAnswer,
  refusals: ['notFound'],
});

export const switchIdentity = endpoint({
  id: 'switchIdentity',
  method: 'POST',
  path: '/api/c/{cluster}/credentials/switch',
  summary:
    'Switches to the server and user that the kubeconfig now names, if that is the change that was shown.',
  body: switchBody,
  answer: doneAnswer,
  refusals: ['conflict', 'notFound', 'tooLarge'],
});

export const readChallenge = endpoint({
  id: 'readChallenge',
  method: 'GET',
  path: '/api/session',
  summary: 'The value that pages compute their proof over. It changes whenever the server restarts.',
  answer: challengeAnswer,
  refusals: [],
});

export const exchangeCode = endpoint({
  id: 'exchangeCode',
  method: 'POST',
  path: '/api/session',
  summary: 'Exchanges a launch code for a session: its key in the answer, its id in a cookie.',
  body: exchangeBody,
  answer: exchangeAnswer,
  refusals: ['tooMany', 'tooLarge'],
});

export const signOut = endpoint({
  id: 'signOut',
  method: 'DELETE',
  path: '/api/session',
  summary: 'Ends the session of the calling page, and its streams.',
  answer: doneAnswer,
  refusals: [],
});

export const issueCode = endpoint({
  id: 'issueCode',
  method: 'POST',
  path: '/api/session/codes',
  summary: 'Creates a launch code. Requires the script token.',
  answer: codeAnswer,
  refusals: [],
});
