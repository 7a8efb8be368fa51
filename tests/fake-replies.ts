import type { ServerResponse } from 'node:http';

/** An HTTP answer; a body that is not a string is sent as JSON. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What a fake API server does with a request. */
export type Reply =
  | Answer
  /** The connection is reset without an answer. */
  | 'reset'
  /** The request is never answered. */
  | 'hold';

/** A metav1.Status failure. */
export function status(code: number, reason: string, message = reason, details: object = {}): Answer {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    reason,
    message,
    details,
  };
  return { status: code, body };
}

/** The answer for a version that the server no longer has. */
export function gone(): Answer {
  return status(410, 'Expired', 'too old resource version');
}

/** Sends a complete answer. */
export function send(response: ServerResponse, answer: Answer): void {
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(body);
}
