import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, string } from "../schema/field.ts";

/**
 * The configuration of topics, brokers and groups, with where each value comes from.
 */
export const describeConfigs = defineApi({
  key: 32,
  name: "DescribeConfigs",
  versions: "1-4",
  flexible: "4+",
  request: {
    resources: array({
      of: {
        resourceType: int8(),
        resourceName: string(),
        configurationKeys: array({ nullable: true, of: string() }),
      },
    }),
    includeSynonyms: bool(),
    includeDocumentation: bool({ versions: "3+" }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      of: {
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
        resourceType: int8(),
        resourceName: string(),
        configs: array({
          of: {
            name: string(),
            value: string({ nullable: true }),
            readOnly: bool(),
            configSource: int8({ ignorable: true, default: -1 }),
            isSensitive: bool(),
            synonyms: array({
              ignorable: true,
              of: {
                name: string(),
                value: string({ nullable: true }),
                source: int8(),
              },
            }),
            configType: int8({ versions: "3+", ignorable: true }),
            documentation: string({ versions: "3+", nullable: true, ignorable: true }),
          },
        }),
      },
    }),
  },
});

export type DescribeConfigsRequest = RequestOf<typeof describeConfigs>;
export type DescribeConfigsRequestInput = RequestInputOf<typeof describeConfigs>;
export type DescribeConfigsResponse = ResponseOf<typeof describeConfigs>;
export type DescribeConfigsResponseInput = ResponseInputOf<typeof describeConfigs>;
