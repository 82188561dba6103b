import { advertisedVersions, apiVersions, errorCodes, isClientSoftwareText } from "@chronik/kafka-protocol";
import { type Handler, handler } from "./handler.ts";

/**
 * ApiVersions (key 18).
 *
 * Behavior: lists every API that has a handler.
 *
 * Version notes: from v3 on the client names its software; a malformed name is INVALID_REQUEST (KIP-511). What an unknown
 * version is answered is the session's business.
 */
export function apiVersionsHandler(handlers: ReadonlyMap<number, Handler>): Handler<typeof apiVersions> {
  return handler(apiVersions, (request, context, respond) => {
    const { clientSoftwareName: name, clientSoftwareVersion: version } = request;
    const malformed = context.apiVersion >= 3 && !(isClientSoftwareText(name) && isClientSoftwareText(version));
    if (malformed) return respond({ errorCode: errorCodes.INVALID_REQUEST, apiKeys: [] });
    const apiKeys = advertisedVersions([...handlers.values()].map(({ api }) => api));
    respond({ errorCode: errorCodes.NONE, apiKeys });
  });
}
