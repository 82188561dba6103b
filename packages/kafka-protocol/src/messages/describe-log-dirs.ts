import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Sizes and lags of the replicas in a broker's log folders.
 */
export const describeLogDirs = defineApi({
  key: 35,
  name: "DescribeLogDirs",
  versions: "1-4",
  flexible: "2+",
  request: {
    topics: array({
      nullable: true,
      of: {
        topic: string(),
        partitions: array({ of: int32() }),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16({ versions: "3+", ignorable: true }),
    results: array({
      of: {
        errorCode: int16(),
        logDir: string(),
        topics: array({
          of: {
            name: string(),
            partitions: array({
              of: {
                partitionIndex: int32(),
                partitionSize: int64(),
                offsetLag: int64(),
                isFutureKey: bool(),
              },
            }),
          },
        }),
        totalBytes: int64({ versions: "4+", ignorable: true, default: -1 }),
        usableBytes: int64({ versions: "4+", ignorable: true, default: -1 }),
      },
    }),
  },
});

export type DescribeLogDirsRequest = RequestOf<typeof describeLogDirs>;
export type DescribeLogDirsRequestInput = RequestInputOf<typeof describeLogDirs>;
export type DescribeLogDirsResponse = ResponseOf<typeof describeLogDirs>;
export type DescribeLogDirsResponseInput = ResponseInputOf<typeof describeLogDirs>;
