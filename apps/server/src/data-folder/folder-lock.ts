import { closeSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { ServerError, systemErrorCode } from "../error.ts";

/**
 * Keeps a folder for one process. The lock is a listening Unix socket in the folder, `.lock.<n>`: the kernel lets others
 * connect to it as long as the process has it open and not a moment longer, so it ends with the process however that
 * ends, kill -9 included, and holds while the process is stopped or hangs in a system call. No file content, process
 * id or clock is trusted, so it works between containers of one machine that share the folder. (Node has no flock.)
 *
 * A leftover socket is never taken over; a newcomer makes one with the next number. Invariant: of two processes, at most
 * one gets the lock. Each first listens and only then looks whether anybody else does, so the one that listens later
 * sees the earlier one and gives up. (Both may see each other, and both give up.) Leftovers are removed only by a holder;
 * it may remove the socket of a newcomer that is bound but does not listen yet, who therefore looks, last, whether its
 * own is still there.
 */
export class FolderLock {
  readonly #server: Server;
  readonly #folderFd: number | undefined;

  private constructor(server: Server, folderFd: number | undefined) {
    this.#server = server;
    this.#folderFd = folderFd;
  }

  /**
   * @throws ServerError (FOLDER_IN_USE) where another process has the lock; else the system's error.
   */
  static async acquire(folder: string): Promise<FolderLock> {
    const folderFd = Buffer.byteLength(folder) > FOLDER_BYTES_MAX ? openSync(folder, "r") : undefined;
    const place = folderFd === undefined ? folder : `/proc/self/fd/${folderFd}`;
    try {
      for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        const server = await tryAcquire(folder, place);
        if (server !== undefined) return new FolderLock(server, folderFd);
      }
      throw inUse(folder, undefined);
    } catch (error) {
      if (folderFd !== undefined) closeSync(folderFd);
      throw error;
    }
  }

  /** Gives the folder free. */
  async release(): Promise<void> {
    await close(this.#server);
    if (this.#folderFd !== undefined) closeSync(this.#folderFd);
  }
}

/**
 * Socket addresses hold about 100 bytes, and Node cuts a longer path short without a word; through the folder's
 * descriptor (which only Linux has a path for) it is short whatever the folder is called.
 */
const FOLDER_BYTES_MAX = 90;
const ATTEMPTS_MAX = 10;
const NAME = /^\.lock\.(\d+)$/;
/** How long a holder may take to say its process id, which only makes the error more helpful. */
const PID_WAIT_MS_MAX = 300;

/** Undefined where somebody came between: try again. `folder` is for people, `place` for system calls. */
async function tryAcquire(folder: string, place: string): Promise<Server | undefined> {
  const before = readLockNumbers(place);
  await refuseIfHeld(folder, place, before);
  const own = Math.max(0, ...before) + 1;
  const server = await listen(join(place, `.lock.${own}`));
  if (server === undefined) return undefined;
  try {
    const inode = inodeOf(join(place, `.lock.${own}`));
    const others = readLockNumbers(place).filter((number) => number !== own);
    await refuseIfHeld(folder, place, others);
    if (inode === undefined || inodeOf(join(place, `.lock.${own}`)) !== inode) {
      await close(server);
      return undefined;
    }
    for (const number of others) rmSync(join(place, `.lock.${number}`), { force: true });
    return server;
  } catch (error) {
    await close(server);
    throw error;
  }
}

function readLockNumbers(place: string): number[] {
  return readdirSync(place).flatMap((name) => {
    const number = NAME.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

async function refuseIfHeld(folder: string, place: string, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const holder = await askHolder(join(place, `.lock.${number}`));
    if (holder !== "nobody") throw inUse(folder, holder);
  }
}

function inUse(folder: string, pid: string | undefined): ServerError {
  const who = pid === undefined ? "another process" : `process ${pid}`;
  const sentence = `the data folder ${folder} is in use by ${who}; stop it, or choose another folder with log.dirs (--data)`;
  return new ServerError("FOLDER_IN_USE", sentence);
}

/** The process id of who listens there, undefined where they do not say, "nobody" where nobody does. */
function askHolder(path: string): Promise<string | undefined | "nobody"> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let answer = "";
    socket.setTimeout(PID_WAIT_MS_MAX, () => socket.destroy());
    socket.on("data", (bytes) => {
      answer += bytes.toString();
    });
    socket.on("error", (error) => {
      // Any other error (a full backlog, no permission) says that somebody may well be there.
      const gone = ["ECONNREFUSED", "ENOENT"].includes(systemErrorCode(error) ?? "");
      resolve(gone ? "nobody" : undefined);
    });
    socket.on("close", () => resolve(/^\d+$/.test(answer) ? answer : undefined));
  });
}

/** Undefined where the name is taken. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.end(String(process.pid));
    });
    server.on("error", (error) => (systemErrorCode(error) === "EADDRINUSE" ? resolve(undefined) : reject(error)));
    // The lock alone must not keep the process alive.
    server.unref();
    server.listen(path, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
