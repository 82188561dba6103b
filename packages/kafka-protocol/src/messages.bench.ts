/**
 * How fast the messages of the hot paths are encoded and decoded: `node --conditions=source --import tsx
 * src/messages.bench.ts`. Prints nanoseconds per message; not run by the tests.
 */

import { decodeRequest, decodeRequestBody, encodeRequest, encodeResponse } from "./frame.ts";
import { apiVersions } from "./messages/api-versions.ts";
import { fetch } from "./messages/fetch.ts";
import { metadata } from "./messages/metadata.ts";
import { produce } from "./messages/produce.ts";
import { readBatchHeader, verifyBatchCrc } from "./records/batch-header.ts";
import { encodeBatch } from "./records/encode-batch.ts";
import { decodeRecords } from "./records/record.ts";

const BATCH_MILLISECONDS = 400;

/** Keeps results alive, so that no work is optimised away. */
let sink: unknown;

function measure(name: string, work: () => unknown): void {
  let runs = 1;
  for (let warmUp = 0; warmUp < 2000; warmUp++) sink = work();
  for (;;) {
    const start = performance.now();
    for (let i = 0; i < runs; i++) sink = work();
    const milliseconds = performance.now() - start;
    if (milliseconds > BATCH_MILLISECONDS) {
      console.log(`${name.padEnd(64)} ${((milliseconds * 1e6) / runs).toFixed(0).padStart(9)} ns`);
      return;
    }
    runs *= 2;
  }
}

const uuidOf = (i: number): string => i.toString(16).padStart(32, "0");
const range = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

function frameOf(chunks: Uint8Array[]): Uint8Array {
  return new Uint8Array(chunks.flatMap((chunk) => [...chunk]).slice(4));
}

const records = encodeBatch({
  records: range(100, (i) => ({
    timestamp: 1_700_000_000_000 + i,
    key: new Uint8Array(8),
    value: new Uint8Array(100),
  })),
});

for (const version of [8, 13]) {
  const frame = frameOf(
    encodeRequest({
      api: produce,
      version,
      correlationId: 1,
      clientId: "producer-1",
      body: {
        acks: -1,
        timeoutMs: 30_000,
        topicData: [{ name: "orders", topicId: uuidOf(1), partitionData: [{ index: 3, records }] }],
      },
    }),
  );
  measure(`Produce v${version} request, 1 partition, header and body, decode`, () =>
    decodeRequestBody(produce, frame, decodeRequest(frame)),
  );
  const body = {
    responses: [{ name: "orders", topicId: uuidOf(1), partitionResponses: [{ index: 3, baseOffset: 77 }] }],
  };
  measure(`Produce v${version} response, 1 partition, encode`, () =>
    encodeResponse({ api: produce, version, correlationId: 1, body }),
  );
}

for (const version of [11, 17]) {
  const topics = range(10, (topic) => ({
    topic: `topic-number-${topic}`,
    topicId: uuidOf(topic),
    partitions: range(10, (partition) => ({ partition, fetchOffset: 123_456, partitionMaxBytes: 1 << 20 })),
  }));
  const frame = frameOf(
    encodeRequest({ api: fetch, version, correlationId: 1, clientId: "consumer-1", body: { maxWaitMs: 500, topics } }),
  );
  measure(`Fetch v${version} request, 100 partitions, header and body, decode`, () =>
    decodeRequestBody(fetch, frame, decodeRequest(frame)),
  );
  const body = {
    responses: range(10, (topic) => ({
      topic: `topic-number-${topic}`,
      topicId: uuidOf(topic),
      partitions: range(10, (partitionIndex) => ({ partitionIndex, highWatermark: 123_457, records })),
    })),
  };
  measure(`Fetch v${version} response, 100 partitions with records, encode`, () =>
    encodeResponse({ api: fetch, version, correlationId: 1, body }),
  );
}

for (const version of [8, 12]) {
  const body = {
    brokers: range(3, (nodeId) => ({ nodeId, host: "broker.example.com", port: 9092 })),
    topics: range(100, (topic) => ({
      name: `topic-number-${topic}`,
      topicId: uuidOf(topic),
      partitions: range(3, (partitionIndex) => ({
        partitionIndex,
        leaderId: 1,
        replicaNodes: [1, 2, 3],
        isrNodes: [1, 2, 3],
      })),
    })),
  };
  measure(`Metadata v${version} response, 100 topics of 3 partitions, encode`, () =>
    encodeResponse({ api: metadata, version, correlationId: 1, body }),
  );
  const bytes = metadata.response.encode(body, version);
  measure(`Metadata v${version} response, 100 topics of 3 partitions, decode`, () =>
    metadata.response.decode(bytes, version),
  );
}

measure("ApiVersions v3 request, decode", () => apiVersions.request.decode(Uint8Array.of(2, 97, 2, 49, 0), 3));
measure("batch header, read", () => readBatchHeader(records));
measure(`batch of ${records.length} bytes, verify the CRC`, () => verifyBatchCrc(records));
measure("batch of 100 records, decode", () => decodeRecords(records));

if (sink === undefined) throw new Error("nothing was measured");
