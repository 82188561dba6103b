/** From what is seldom wanted to what always is. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Takes whole lines. Never throws. */
export interface LogSink {
  write(line: string): void;
}

/** Standard output; a reader that goes away ends the log, not the node. */
export function standardOutput(stream: NodeJS.WriteStream = process.stdout): LogSink {
  let open = true;
  stream.on("error", () => {
    open = false;
  });
  return {
    write(line) {
      if (open) stream.write(line);
    },
  };
}
