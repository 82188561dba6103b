import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 10;

/**
 * Asks again and again until there is an answer.
 *
 * @throws Error that names what was waited for, and the last thing that went wrong.
 */
export async function waitFor<Answer>(
  options: { readonly what: string; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  const deadlineMs = performance.now() + options.timeoutMs;
  let lastError: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadlineMs) break;
    await sleep(POLL_MS);
  }
  const why = lastError instanceof Error ? ` (${lastError.message})` : "";
  throw new Error(`waited ${options.timeoutMs / 1000} s in vain for ${options.what}${why}`);
}
