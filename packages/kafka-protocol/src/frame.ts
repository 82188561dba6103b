/**
 * Requests and responses as they travel: a length, a header, a body.
 *
 * Request header v1 is key, version, correlation id and client id; v2, for flexible versions, adds tagged fields, but
 * keeps the client id non-compact. Response header v0 is the correlation id; v1, for flexible versions, adds tagged fields.
 * ApiVersions always answers with v0, because the client cannot know yet what the broker speaks (KIP-511).
 */
import type { AnyApi, ApiDefinition } from "./api.ts";
import { apis } from "./apis.ts";
import { apiVersions } from "./messages/api-versions.ts";
import type { Fields, Infer, InferInput } from "./schema/field.ts";
import { Reader } from "./wire/reader.ts";
import { sharedWriter, type Writer } from "./wire/writer.ts";

const LENGTH_BYTES = 4;

/** The header of a request, and where its body is. */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** The API of that key; null where this package knows none, and then `clientId` is null and `bodyOffset` meaningless. */
  readonly api: AnyApi | null;
  /** Where the body starts in the frame. It reaches to the frame's end. */
  readonly bodyOffset: number;
}

/** A response to encode. */
export interface ResponseMessage<Response extends Fields> {
  // biome-ignore lint/suspicious/noExplicitAny: the request plays no part in a response.
  readonly api: ApiDefinition<any, Response>;
  readonly version: number;
  readonly correlationId: number;
  readonly body: InferInput<Response>;
}

/** A request to encode. */
export interface RequestMessage<Request extends Fields> {
  // biome-ignore lint/suspicious/noExplicitAny: the response plays no part in a request.
  readonly api: ApiDefinition<Request, any>;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  readonly body: InferInput<Request>;
}

/** A response to decode. */
export interface ResponseFrame<Response extends Fields> {
  // biome-ignore lint/suspicious/noExplicitAny: the request plays no part in a response.
  readonly api: ApiDefinition<any, Response>;
  readonly version: number;
  /** What follows the length. */
  readonly frame: Uint8Array;
}

/**
 * The header of the request in `frame`, which is what follows the length. The version may be one that the API does not
 * have: whether to answer that or to hang up is the broker's business.
 *
 * @throws ProtocolError where the frame is too short for its header.
 */
export function decodeRequest(frame: Uint8Array): RequestHeader {
  const reader = new Reader(frame);
  const apiKey = reader.int16();
  const apiVersion = reader.int16();
  const correlationId = reader.int32();
  const api = apis.get(apiKey) ?? null;
  let clientId: string | null = null;
  if (api !== null) {
    clientId = reader.nullableString();
    if (apiVersion >= api.flexibleFrom) reader.skipTags();
  }
  return { apiKey, apiVersion, correlationId, clientId, api, bodyOffset: reader.position };
}

/**
 * The body of the request whose header {@link decodeRequest} gave. Bytes behind it are let pass, as Kafka does: librdkafka
 * 2.16 sends three with Metadata v13.
 *
 * @throws ProtocolError where the rest of the frame does not begin with such a body, or the API lacks the version.
 */
export function decodeRequestBody<Request extends Fields>(
  // biome-ignore lint/suspicious/noExplicitAny: the response plays no part in a request.
  api: ApiDefinition<Request, any>,
  frame: Uint8Array,
  header: RequestHeader,
): Infer<Request> {
  return api.request.decodeLeading(frame, header.apiVersion, header.bodyOffset);
}

/**
 * A whole response frame, length included, as chunks to be written in order. Large records are among them by reference:
 * leave them alone until the chunks have been written. The other chunks are the caller's.
 *
 * @throws ProtocolError where this version cannot carry the body.
 */
export function encodeResponse<Response extends Fields>(message: ResponseMessage<Response>): Uint8Array[] {
  const { api, version } = message;
  const writer = sharedWriter;
  try {
    writer.int32(0); // The length, once the rest is there.
    writer.int32(message.correlationId);
    if (responseHeaderIsFlexible(api, version)) writer.uvarint(0);
    api.response.write(writer, message.body, version);
    return takeFrame(writer);
  } finally {
    writer.discard();
  }
}

/**
 * A whole request frame, like {@link encodeResponse}.
 *
 * @throws ProtocolError where this version cannot carry the body.
 */
export function encodeRequest<Request extends Fields>(message: RequestMessage<Request>): Uint8Array[] {
  const { api, version } = message;
  const writer = sharedWriter;
  try {
    writer.int32(0); // The length, once the rest is there.
    writer.int16(api.key);
    writer.int16(version);
    writer.int32(message.correlationId);
    writer.nullableString(message.clientId);
    if (version >= api.flexibleFrom) writer.uvarint(0);
    api.request.write(writer, message.body, version);
    return takeFrame(writer);
  } finally {
    writer.discard();
  }
}

/** The correlation id of the response in `frame`, which is what follows the length: it tells what the rest is. */
export function decodeCorrelationId(frame: Uint8Array): number {
  return new Reader(frame).int32();
}

/**
 * The response in a frame whose API and version are known from its correlation id.
 *
 * @throws ProtocolError where the frame is not exactly one such response.
 */
export function decodeResponse<Response extends Fields>(
  response: ResponseFrame<Response>,
): { correlationId: number; body: Infer<Response> } {
  const { api, version, frame } = response;
  const reader = new Reader(frame);
  const correlationId = reader.int32();
  if (responseHeaderIsFlexible(api, version)) reader.skipTags();
  return { correlationId, body: api.response.decode(frame, version, reader.position) };
}

function responseHeaderIsFlexible(api: AnyApi, version: number): boolean {
  return version >= api.flexibleFrom && api.key !== apiVersions.key;
}

/** Ends the message and puts its length into the four bytes at its start. */
function takeFrame(writer: Writer): Uint8Array[] {
  const length = writer.bytesWritten - LENGTH_BYTES;
  const chunks = writer.take();
  const first = chunks[0]!;
  first[0] = length >>> 24;
  first[1] = length >>> 16;
  first[2] = length >>> 8;
  first[3] = length;
  return chunks;
}
