import type { AnyApi, RequestOf, ResponseInputOf } from "@chronik/kafka-protocol";

/** What a handler may know of where its request came from. */
export interface RequestContext {
  readonly apiVersion: number;
  readonly clientId: string | null;
  /** As in `ClientConnection.clientHost`. */
  readonly clientHost: string;
  readonly listener: string;
  /** Ends the connection: the only way to report the failure of a request that gets no response. */
  close(reason: string): void;
}

/** Takes a response, or null for a request that gets none (acks=0). */
export type Respond<Api extends AnyApi> = (response: ResponseInputOf<Api> | null) => void;

/**
 * One Kafka API. `respond` is called at most once, now or later, in any order among requests: the session sends responses in
 * request order. An exception closes the connection: whatever a client can cause is an error code in the response instead.
 */
export interface Handler<Api extends AnyApi = AnyApi> {
  /** Answered in all versions that it is defined for. */
  readonly api: Api;
  handle(request: RequestOf<Api>, context: RequestContext, respond: Respond<Api>): void;
}

export function handler<Api extends AnyApi>(api: Api, handle: Handler<Api>["handle"]): Handler<Api> {
  return { api, handle };
}

/** What a list in a request or response is made of. */
export type ElementOf<List> = NonNullable<List> extends readonly (infer Element)[] ? Element : never;

/** A part of a response while it is put together. */
export type Mutable<Part> = { -readonly [Name in keyof Part]: Part[Name] };
