import { z } from "zod";

/** Where something listens, or is reached. */
export interface Address {
  /** Empty: all interfaces. IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** One item of `listeners` or `advertised.listeners`. */
export interface NamedAddress extends Address {
  readonly listener: string;
}

/** One item of `controller.quorum.voters`. */
export interface Voter extends Address {
  readonly nodeId: number;
}

const port = z.coerce.number().int().min(0).max(65_535);

/** `name://host:port`; the host may be missing, or an IPv6 address in brackets. */
export const namedAddress = z.string().transform((text, context): NamedAddress => {
  const match = /^([A-Za-z0-9_.-]+):\/\/(\[[0-9A-Fa-f:.%]+\]|[^:[\]/]*):(\d+)$/.exec(text);
  const parsed = port.safeParse(match?.[3]);
  if (match !== null && parsed.success) {
    return { listener: match[1]!.toUpperCase(), host: withoutBrackets(match[2]!), port: parsed.data };
  }
  context.addIssue({ code: "custom", message: `"${text}" is not name://host:port` });
  return z.NEVER;
});

/** `id@host:port`; the port is never 0, because others dial it. */
export const voter = z.string().transform((text, context): Voter => {
  const match = /^([1-9]\d{0,9})@(\[[0-9A-Fa-f:.%]+\]|[^:[\]/@]+):(\d+)$/.exec(text);
  const parsed = port.min(1).safeParse(match?.[3]);
  const nodeId = Number(match?.[1]);
  if (match !== null && parsed.success && nodeId <= 2_147_483_647) {
    return { nodeId, host: withoutBrackets(match[2]!), port: parsed.data };
  }
  context.addIssue({ code: "custom", message: `"${text}" is not id@host:port` });
  return z.NEVER;
});

/** `name:protocol`, of which the only protocol there is yet is PLAINTEXT. */
export const listenerProtocol = z.string().transform((text, context): string => {
  const match = /^([A-Za-z0-9_.-]+):(\w+)$/.exec(text);
  if (match === null) context.addIssue({ code: "custom", message: `"${text}" is not name:protocol` });
  else if (match[2]!.toUpperCase() === "PLAINTEXT") return match[1]!.toUpperCase();
  else context.addIssue({ code: "custom", message: `${match[2]} is not supported yet: only PLAINTEXT is` });
  return z.NEVER;
});

/** The name of a cluster: like Kafka's, which are UUIDs in base64url, but any such word will do. */
export const clusterId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, - and _");

/** `host:port` for people, IPv6 in brackets. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether a host to bind to means every interface, so that it says nothing about where to connect. */
export function isWildcard(host: string): boolean {
  return host === "" || host === "0.0.0.0" || host === "::";
}

function withoutBrackets(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}
