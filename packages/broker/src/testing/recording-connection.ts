import type { ClientConnection } from "../ports.ts";

/** The other end of a session: keeps what is written to it. */
export class RecordingConnection implements ClientConnection {
  readonly listener = "PLAINTEXT";
  readonly clientHost = "/127.0.0.1";
  readonly writes: Uint8Array[] = [];
  paused = false;
  closeReason: string | null = null;
  /** What `write` answers: whether there is room for more. */
  hasRoom = true;

  write(chunks: readonly Uint8Array[]): boolean {
    this.writes.push(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])));
    return this.hasRoom;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(reason: string): void {
    this.closeReason = reason;
  }

  /** The frames written so far, without their lengths. */
  frames(): Uint8Array[] {
    const bytes = Uint8Array.from(this.writes.flatMap((write) => [...write]));
    const frames: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + 4 + new DataView(bytes.buffer).getInt32(at);
      frames.push(bytes.subarray(at + 4, end));
      at = end;
    }
    return frames;
  }
}

/** A logger that keeps its lines, so that a test can ask what was said. */
export class RecordingLogger {
  readonly lines: { level: string; message: string; fields: unknown }[] = [];
  readonly debug = this.#at("debug");
  readonly info = this.#at("info");
  readonly warn = this.#at("warn");
  readonly error = this.#at("error");

  #at(level: string): (message: string, fields?: unknown) => void {
    return (message, fields) => {
      this.lines.push({ level, message, fields });
    };
  }
}
