import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, int32, string } from "../schema/field.ts";

/**
 * Deletes a group's offsets for topics that it no longer subscribes to (KIP-496).
 */
export const offsetDelete = defineApi({
  key: 47,
  name: "OffsetDelete",
  versions: "0",
  flexible: "none",
  request: {
    groupId: string(),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
          },
        }),
      },
    }),
  },
  response: {
    errorCode: int16(),
    throttleTimeMs: int32({ ignorable: true }),
    topics: array({
      of: {
        name: string(),
        partitions: array({
          of: {
            partitionIndex: int32(),
            errorCode: int16(),
          },
        }),
      },
    }),
  },
});

export type OffsetDeleteRequest = RequestOf<typeof offsetDelete>;
export type OffsetDeleteRequestInput = RequestInputOf<typeof offsetDelete>;
export type OffsetDeleteResponse = ResponseOf<typeof offsetDelete>;
export type OffsetDeleteResponseInput = ResponseInputOf<typeof offsetDelete>;
