/** Waits until the condition holds, looking once per turn of the event loop; fails where it does not within 30 s. */
export async function eventually(condition: () => boolean, what = String(condition)): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Lets the event loop turn: what sockets have ready arrives, what does not come has had its chance. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
