import { Codec } from "./schema/codec.ts";
import type { Fields, Infer, InferInput } from "./schema/field.ts";
import { parseVersions, type Versions } from "./schema/versions.ts";

/** One API: a request and its response, in all their versions. */
export interface ApiDefinition<Request extends Fields = Fields, Response extends Fields = Fields> {
  readonly key: number;
  /** As in Kafka's documentation: `Produce`, `ListOffsets`, … */
  readonly name: string;
  /** The versions that request and response are defined for, both inclusive. */
  readonly versionMin: number;
  readonly versionMax: number;
  /** The first version with flexible headers, compact types and tagged fields (KIP-482); Infinity where there is none. */
  readonly flexibleFrom: number;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

/** Any API, for tables of them. */
// biome-ignore lint/suspicious/noExplicitAny: the fields are invariant, and a table needs one type for all.
export type AnyApi = ApiDefinition<any, any>;

/** A decoded request of an API: every field is there. */
export type RequestOf<Api> = Api extends ApiDefinition<infer Request, infer _Response> ? Infer<Request> : never;
/** A decoded response. */
export type ResponseOf<Api> = Api extends ApiDefinition<infer _Request, infer Response> ? Infer<Response> : never;
/** A request to encode: fields may be left out, for their defaults. */
export type RequestInputOf<Api> = Api extends ApiDefinition<infer Request, infer _> ? InferInput<Request> : never;
/** A response to encode. */
export type ResponseInputOf<Api> = Api extends ApiDefinition<infer _, infer Response> ? InferInput<Response> : never;

/** The parts of an API's declaration. */
export interface ApiDeclaration<Request extends Fields, Response extends Fields> {
  readonly key: number;
  readonly name: string;
  readonly versions: Versions;
  readonly flexible: Versions;
  readonly request: Request;
  readonly response: Response;
}

/** Declares an API; `request` and `response` are fields in the words of `schema/field.ts`. */
export function defineApi<const Request extends Fields, const Response extends Fields>(
  declaration: ApiDeclaration<Request, Response>,
): ApiDefinition<Request, Response> {
  const { key, name, versions, flexible } = declaration;
  const range = parseVersions(versions);
  return {
    key,
    name,
    versionMin: range.min,
    versionMax: range.max,
    flexibleFrom: flexible === "none" ? Number.POSITIVE_INFINITY : parseVersions(flexible).min,
    request: new Codec({ name: `${name} request`, versions, flexible, fields: declaration.request }),
    response: new Codec({ name: `${name} response`, versions, flexible, fields: declaration.response }),
  };
}
