import Link from 'next/link';

/** Shown for an address that does not exist. */
export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-lg content-center gap-3 px-6">
      <h1 className="text-xl font-semibold">Page not found</h1>
      <p className="text-ink-2">
        This address names a page that does not exist, or a cluster that this Sluice does not watch.
      </p>
      <p>
        <Link href="/" className="text-accent underline">
          Go to the overview
        </Link>
      </p>
    </main>
  );
}
