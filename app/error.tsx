'use client';

/** Shown when a page fails to render. No data is lost: nothing was written. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-lg content-center gap-3 px-6">
      <h1 className="text-xl font-semibold">This page failed to render</h1>
      <p className="text-ink-2">
        Nothing was changed in the cluster.{' '}
        {error.digest === undefined ? error.message : `Look for ${error.digest} in the server’s log.`}
      </p>
      <p>
        <button
          type="button"
          onClick={reset}
          className="rounded-md border border-edge px-3 py-1.5 font-medium"
        >
          Try again
        </button>
      </p>
    </main>
  );
}
