import type { Socket } from "node:net";

/** The sockets whose descriptors are still open, so that closing can wait for the last of them. */
export class SocketSet {
  readonly #sockets = new Set<Socket>();
  #onEmpty: (() => void) | null = null;

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#onEmpty?.();
    });
  }

  /** Resolves when no socket is open. For one caller at a time. */
  allClosed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      if (this.#sockets.size === 0) resolve();
    });
  }
}
