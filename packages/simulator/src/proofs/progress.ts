const PROGRESS_MS = 5_000;

/** Says on standard error, now and then, how far it is. The result ends it. */
export function reportProgress(text: () => string): () => void {
  const timer = setInterval(() => process.stderr.write(`${text()}\n`), PROGRESS_MS);
  return () => clearInterval(timer);
}
