'use client';
import { useState } from 'react';
import { forgetSession } from '#components/access/page-key.ts';
import { pageCalls } from '#components/actions/api.ts';
import { Button } from '#components/ui/button.tsx';
import { SignOutIcon } from '#components/ui/icons.tsx';
import { showToast } from '#components/ui/toast.tsx';
import { SESSION_PATH, SIGNED_OUT_PATH } from '#lib/access/page-access.ts';

/** SignOutButton ends the session in all tabs of this browser. */
export function SignOutButton() {
  const [isBusy, setBusy] = useState(false);
  const signOut = async (): Promise<void> => {
    setBusy(true);
    try {
      const { status } = await pageCalls.fetch(SESSION_PATH, { method: 'DELETE' });
      // 401: the session had already ended.
      if (status !== 200 && status !== 401) throw new Error(`The server answered ${status}.`);
      forgetSession();
      window.location.replace(SIGNED_OUT_PATH);
    } catch {
      setBusy(false);
      showToast('Not signed out: Sluice’s server does not answer.');
    }
  };
  return (
    <Button
      variant="ghost"
      size="small"
      aria-label="Sign out"
      title="Sign out"
      disabled={isBusy}
      onClick={() => void signOut()}
      className="max-md:h-10 max-md:w-10"
    >
      <SignOutIcon />
    </Button>
  );
}
