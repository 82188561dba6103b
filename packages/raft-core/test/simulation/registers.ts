import type { Model } from "./linearizability.ts";

/** So many registers there are, all 0 at first. */
export const KEYS = 4;

/** What a client asks of one register. Values are integers in [0, 2^20). */
export type Command =
  | { readonly kind: "put"; readonly key: number; readonly value: number }
  /** Mixes `value` in, so that the result tells the whole order of what was appended. */
  | { readonly kind: "append"; readonly key: number; readonly value: number }
  /** Compare and set: answers 1 where the register held `expected`, else 0. */
  | { readonly kind: "cas"; readonly key: number; readonly value: number; readonly expected: number }
  | { readonly kind: "read"; readonly key: number; readonly value: 0 };

/** What one command does to one register: the specification, for the state machine and for the checker of histories. */
export function execute(register: number, command: Command): { register: number; answer: number } {
  switch (command.kind) {
    case "read":
      return { register, answer: register };
    case "put":
      return { register: command.value, answer: 0 };
    case "append": {
      const mixed = Math.imul(register ^ Math.imul(command.value, 0x9e3779b1), 0x85ebca6b) >>> 12;
      return { register: mixed, answer: mixed };
    }
    case "cas":
      return register === command.expected ? { register: command.value, answer: 1 } : { register, answer: 0 };
  }
}

/** One register, sequentially. Registers are independent: a history is linearizable if each one's part is. */
export const REGISTER: Model<number, Command, number> = {
  initial: 0,
  step(register, command, answer) {
    const done = execute(register, command);
    return answer === undefined || answer === done.answer ? done.register : undefined;
  },
};

/** A command in the log: its number, by which it is done only once however often it comes, and what to do. */
export interface Numbered {
  readonly id: number;
  readonly command: Command;
}

const decoded = new WeakMap<Uint8Array, Numbered>();

/** Readable text, so that what fails can be read. */
export function encodeCommand(numbered: Numbered): Uint8Array {
  const { id, command } = numbered;
  const expected = command.kind === "cas" ? ` ${command.expected}` : "";
  const data = Buffer.from(`#${id} ${command.kind} ${command.key} ${command.value}${expected}`, "latin1");
  decoded.set(data, numbered);
  return data;
}

/** What {@link encodeCommand} made of it: servers share the bytes in the simulation, as they are never changed. */
export function decodeCommand(data: Uint8Array): Numbered {
  const numbered = decoded.get(data);
  if (numbered === undefined) throw new Error(`nobody proposed ${Buffer.from(data).toString("latin1")}`);
  return numbered;
}

/** The replicated state machine: the registers, which commands were done, and a digest of everything in order. */
export class Registers {
  readonly #values = new Int32Array(KEYS);
  /** One bit per command number. */
  #done = new Int32Array(4);
  #digest = 0;
  /** The last command's. */
  appliedIndex = 0;

  value(key: number): number {
    return this.#values[key]!;
  }

  /** A number that depends on everything applied, and on all of the state now. */
  get fingerprint(): number {
    let mixed = this.#digest;
    for (const value of this.#values) mixed = mix(mixed, value);
    for (const bits of this.#done) if (bits !== 0) mixed = mix(mixed, bits);
    return mixed >>> 0;
  }

  /** The answer; undefined for a command that was done before. */
  apply(index: number, { id, command }: Numbered): number | undefined {
    this.appliedIndex = index;
    this.#digest = mix(mix(this.#digest, index), id);
    const word = id >> 5;
    if (word >= this.#done.length) {
      const grown = new Int32Array(Math.max(word + 1, this.#done.length * 2));
      grown.set(this.#done);
      this.#done = grown;
    }
    const bit = 1 << (id & 31);
    if ((this.#done[word]! & bit) !== 0) return undefined;
    this.#done[word]! |= bit;
    const { register, answer } = execute(this.#values[command.key]!, command);
    this.#values[command.key] = register;
    return answer;
  }

  encode(): Uint8Array {
    let words = this.#done.length;
    while (words > 0 && this.#done[words - 1] === 0) words--;
    const all = Int32Array.from([this.#digest, this.appliedIndex, ...this.#values, ...this.#done.subarray(0, words)]);
    return new Uint8Array(all.buffer);
  }

  static decode(bytes: Uint8Array): Registers {
    const registers = new Registers();
    // A copy: where these bytes begin need not be aligned.
    const all = new Int32Array(bytes.slice().buffer);
    registers.#digest = all[0]!;
    registers.appliedIndex = all[1]!;
    registers.#values.set(all.subarray(2, 2 + KEYS));
    registers.#done = all.slice(2 + KEYS);
    return registers;
  }
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
