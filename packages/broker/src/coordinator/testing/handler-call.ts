import type { AnyApi, RequestInputOf, RequestOf, ResponseOf } from "@chronik/kafka-protocol";
import type { Handler } from "../../handlers/handler.ts";
import { type Box, box } from "./coordinator-bench.ts";

/** Sends a request through its encoding in one version, and the response through its own. */
export function call<Api extends AnyApi>(
  handler: Handler<Api>,
  apiVersion: number,
  request: RequestInputOf<Api>,
  clientId: string | null = "client",
): Box<ResponseOf<Api>> {
  const { api } = handler;
  const decoded = api.request.decode(api.request.encode(request, apiVersion), apiVersion) as RequestOf<Api>;
  const context = { apiVersion, clientId, clientHost: "/127.0.0.1", listener: "PLAINTEXT", close: () => undefined };
  return box((respond) => {
    handler.handle(decoded, context, (response) => {
      if (response === null) throw new Error(`${api.name} has no response`);
      respond(api.response.decode(api.response.encode(response, apiVersion), apiVersion) as ResponseOf<Api>);
    });
  });
}

/** All versions that a handler answers. */
export function versionsOf<Api extends AnyApi>({ api }: Handler<Api>): number[] {
  const { versionMin, versionMax } = api;
  return Array.from({ length: versionMax - versionMin + 1 }, (_, i) => versionMin + i);
}
