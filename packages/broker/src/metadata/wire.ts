/**
 * What the codecs of proposals and snapshots share: the generated types, and the checks that protobuf itself does not make.
 * Reading is strict, since whatever is read wrongly here is applied on every node: an absent message, an id of zero, a
 * field that this version does not know are errors, never defaults.
 */
import type { NodeId } from "@chronik/raft-core";
import type { TopicPartitions } from "./command.ts";
import { chronik } from "./generated/metadata.js";
import type { Endpoint, TopicId } from "./image.ts";
import { MetadataError } from "./metadata-error.ts";
import protobuf from "./protobuf.ts";

export const wire = chronik.metadata.v1;

/**
 * What this version can read. Raised with every command or field that an older one would misread. What is written bears the lowest
 * level that knows all of it, so that older nodes read on for as long as nothing happens that they do not know.
 */
export const FEATURE_LEVEL = 2;
/** The level before replicas could fail. */
export const LEVEL_WITHOUT_FAILED = 1;

const UINT32_MAX = 0xffff_ffff;
const SINT32_MIN = -0x8000_0000;
const SINT32_MAX = 0x7fff_ffff;

/** Decodes and converts bytes from the log. Throws {@link MetadataError} and nothing else. `what` is for its message. */
export function decodeStrictly<Message extends { readonly featureLevel: number }, Value>(
  what: string,
  bytes: Uint8Array,
  decode: (reader: protobuf.Reader) => Message,
  convert: (message: Message) => Value,
): Value {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  let message: Message;
  try {
    message = decode(reader);
  } catch (cause) {
    throw new MetadataError("METADATA_CORRUPT", `the ${what} cannot be decoded`, { cause });
  }
  if (message.featureLevel === 0) throw corrupt(`the ${what} has no feature level`);
  if (message.featureLevel > FEATURE_LEVEL) {
    const levels = `needs feature level ${message.featureLevel}, this version of Chronik has ${FEATURE_LEVEL}`;
    throw new MetadataError("METADATA_UNSUPPORTED", `the ${what} ${levels}`);
  }
  if (hasUnknownFields(message)) throw corrupt(`the ${what} has fields that feature level ${FEATURE_LEVEL} lacks`);
  return convert(message);
}

export function corrupt(message: string): MetadataError {
  return new MetadataError("METADATA_CORRUPT", message);
}

function hasUnknownFields(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) return value.some(hasUnknownFields);
  if ("$unknowns" in value && value.$unknowns !== undefined) return true;
  return Object.values(value).some(hasUnknownFields);
}

/** A message that must be there. */
export function present<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw corrupt(`${name} is missing`);
  return value;
}

export function readInteger(value: number | null | undefined): number {
  const number = value ?? 0;
  if (!Number.isSafeInteger(number)) throw corrupt("an integer beyond 2^53");
  return number;
}

export function readNodeId(value: number | null | undefined): NodeId {
  if (!value) throw corrupt("a node id of 0");
  return value;
}

export function readName(value: string | null | undefined, name: string): string {
  if (!value) throw corrupt(`${name} is empty`);
  return value;
}

export function readTopicId(value: Uint8Array | null | undefined): TopicId {
  if (value?.length !== 16) throw corrupt("a topic id that is not 16 bytes");
  let hex = "";
  for (const byte of value) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

export function writeTopicId(topicId: TopicId): Uint8Array {
  if (!/^[0-9a-f]{32}$/.test(topicId)) throw unencodable("topic id", topicId);
  return Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(topicId.slice(2 * index, 2 * index + 2), 16));
}

export function readTopicPartitions(
  failed: readonly chronik.metadata.v1.TopicPartitions.$Properties[],
): TopicPartitions[] {
  return failed.map(({ topicId, partitions }) => ({ topicId: readTopicId(topicId), partitions: partitions ?? [] }));
}

export function writeTopicPartitions(
  failed: readonly TopicPartitions[],
): chronik.metadata.v1.TopicPartitions.$Properties[] {
  return failed.map(({ topicId, partitions }) => ({
    topicId: writeTopicId(topicId),
    partitions: partitions.map((partition) => uint32(partition, "partition")),
  }));
}

export function readEndpoints(endpoints: readonly chronik.metadata.v1.Endpoint.$Properties[]): Endpoint[] {
  return endpoints.map(({ listener, host, port }) => ({
    listener: listener ?? "",
    host: host ?? "",
    port: port ?? 0,
  }));
}

export function writeEndpoints(endpoints: readonly Endpoint[]): chronik.metadata.v1.Endpoint.$Properties[] {
  return endpoints.map(({ listener, host, port }) => ({ listener, host, port: uint32(port, "port") }));
}

/** For fields that protobuf would otherwise wrap round in silence. */
export function uint32(value: number, name: string): number {
  if (!Number.isInteger(value) || value < 0 || value > UINT32_MAX) throw unencodable(name, value);
  return value;
}

export function sint32(value: number, name: string): number {
  if (!Number.isInteger(value) || value < SINT32_MIN || value > SINT32_MAX) throw unencodable(name, value);
  return value;
}

export function uint64(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw unencodable(name, value);
  return value;
}

function unencodable(name: string, value: unknown): MetadataError {
  return new MetadataError("METADATA_UNENCODABLE", `${name} ${String(value)} cannot be encoded`);
}
