import { connect, createServer, type Server, type Socket } from "node:net";
import { FRAME_TYPE, type Frame, PING } from "../src/frame.ts";
import { FrameReader } from "../src/frame-reader.ts";
import { decodeHello, encodeHello, encodeWelcome, type Hello, type Identity } from "../src/handshake.ts";

/** One end of a connection, moved by hand: what it says, and when, is up to the test. */
export class RawPeer {
  readonly socket: Socket;
  readonly frames: { type: number; header: Uint8Array; payload: Uint8Array }[] = [];
  bytesRead = 0;
  isClosed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    const reader = new FrameReader({
      frameBytesMax: 1 << 26,
      onFrame: (type, header, payload) => this.frames.push({ type, header, payload }),
    });
    socket.on("data", (chunk: Buffer) => {
      this.bytesRead += chunk.length;
      reader.push(chunk);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.isClosed = true;
    });
  }

  static connect(port: number): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawPeer(socket)));
    });
  }

  static async join(
    port: number,
    hello: Partial<Hello> & { nodeId: number; acceptorNodeId: number },
  ): Promise<RawPeer> {
    const peer = await RawPeer.connect(port);
    peer.send(encodeHello({ clusterId: "test", incarnation: 1, channel: "raft", ...hello }));
    return peer;
  }

  get types(): number[] {
    return this.frames.map(({ type }) => type);
  }

  get pings(): number {
    return this.types.filter((type) => type === FRAME_TYPE.ping).length;
  }

  get isWelcome(): boolean {
    return this.types.includes(FRAME_TYPE.welcome);
  }

  send(frame: Frame): void {
    this.write(Buffer.concat(frame.chunks));
  }

  ping(): void {
    this.send(PING);
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }
}

/** An address that is listened on; what happens to a connection is up to the test. */
export class RawServer {
  readonly peers: RawPeer[] = [];
  port = 0;
  readonly #server: Server;

  constructor(onPeer: (peer: RawPeer) => void = () => {}) {
    this.#server = createServer((socket) => {
      const peer = new RawPeer(socket);
      this.peers.push(peer);
      onPeer(peer);
    });
  }

  listen(port = 0): Promise<this> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.port = (this.#server.address() as { port: number }).port;
        resolve(this);
      });
    });
  }

  /** Greets whoever connects as this node would, and says nothing more. */
  static welcoming(identity: Identity): RawServer {
    return new RawServer((peer) => {
      peer.socket.once("data", () => peer.send(encodeWelcome(identity)));
    });
  }

  hello(at: number): Hello {
    return decodeHello(this.peers[at]!.frames[0]!.header);
  }

  close(): Promise<void> {
    for (const peer of this.peers) peer.socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
