import Link from 'next/link';

/** Shown for an address that does not exist. */
export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-lg content-center gap-3 px-6">
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="text-ink-2">
        The address may name another cluster than the one this Sluice watches, or a page that does not exist.
      </p>
      <p>
        <Link href="/" className="text-accent underline">
          Go to the overview
        </Link>
      </p>
    </main>
  );
}
