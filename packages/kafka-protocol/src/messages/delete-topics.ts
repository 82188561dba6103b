import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, string, uuid } from "../schema/field.ts";

/**
 * Deletes topics; by name or by id from version 6 on.
 */
export const deleteTopics = defineApi({
  key: 20,
  name: "DeleteTopics",
  versions: "1-6",
  flexible: "4+",
  request: {
    topics: array({
      versions: "6+",
      of: {
        name: string({ nullable: true, default: null }),
        topicId: uuid(),
      },
    }),
    topicNames: array({ versions: "0-5", ignorable: true, of: string() }),
    timeoutMs: int32(),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    responses: array({
      of: {
        name: string({ nullable: "6+" }),
        topicId: uuid({ versions: "6+", ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ versions: "5+", nullable: true, ignorable: true, default: null }),
      },
    }),
  },
});

export type DeleteTopicsRequest = RequestOf<typeof deleteTopics>;
export type DeleteTopicsRequestInput = RequestInputOf<typeof deleteTopics>;
export type DeleteTopicsResponse = ResponseOf<typeof deleteTopics>;
export type DeleteTopicsResponseInput = ResponseInputOf<typeof deleteTopics>;
