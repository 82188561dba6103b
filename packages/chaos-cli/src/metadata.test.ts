import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { decodeMetadataResponse, encodeMetadataRequest, fetchClusterMetadata, fetchTopicMetadata } from "./metadata.ts";

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
});

/** A Metadata v7 response, by hand: one broker, topic "t" with partitions 1 and 0. */
const RESPONSE = Buffer.from(
  [
    "00000001 00000000", // correlation id, throttle time
    "00000001 00000002 0009 3132372e302e302e31 00002384 ffff", // brokers: node 2 at 127.0.0.1:9092, no rack
    "0003 616263 00000002", // cluster id "abc", controller 2
    "00000001 0000 0001 74 00", // topics: no error, "t", not internal
    "00000002",
    "0005 00000001 ffffffff 00000004 00000002 00000002 00000003 00000001 00000003 00000000",
    "0000 00000000 00000002 00000007 00000002 00000002 00000003 00000001 00000002 00000001 00000003",
  ]
    .join("")
    .replaceAll(" ", ""),
  "hex",
);

/** By hand, too: nodes 3 and 1 are alive, nobody leads, no topic was asked about. */
const NO_LEADER = Buffer.from(
  [
    "00000001 00000000", // correlation id, throttle time
    "00000002 00000003 0001 61 00002384 ffff 00000001 0001 62 00002385 0001 72", // nodes 3 and 1, the latter in rack "r"
    "0003 616263 ffffffff 00000000",
  ]
    .join("")
    .replaceAll(" ", ""),
  "hex",
);

async function serve(answer: (socket: Socket, request: Buffer) => void): Promise<{ host: string; port: number }> {
  const opened = createServer((socket) => {
    sockets.push(socket);
    socket.once("data", (request: Buffer) => answer(socket, request));
  });
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, "127.0.0.1", resolve));
  return { host: "127.0.0.1", port: (opened.address() as { port: number }).port };
}

function framed(response: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(response.length);
  return Buffer.concat([size, response]);
}

it("encodes the request", () => {
  expect(encodeMetadataRequest(["t"]).toString("hex")).toBe(
    [
      "0000001f",
      "0003",
      "0007",
      "00000001",
      "000d",
      Buffer.from("chronik-chaos").toString("hex"),
      "00000001",
      "000174",
      "00",
    ].join(""),
  );
});

it("asks about no topic, where only the cluster is of interest", () => {
  expect(encodeMetadataRequest([]).subarray(-5).toString("hex")).toBe("0000000000");
});

it("decodes leaders, epochs, replicas and ISR, by partition", () => {
  expect(decodeMetadataResponse(RESPONSE).topics).toEqual([
    {
      errorCode: 0,
      partitions: [
        { partition: 0, errorCode: 0, leader: 2, leaderEpoch: 7, replicas: [2, 3], isr: [2] },
        { partition: 1, errorCode: 5, leader: -1, leaderEpoch: 4, replicas: [2, 3], isr: [3] },
      ],
    },
  ]);
});

it("refuses a response that ends too early or belongs to another request", () => {
  for (const length of [4, 8, 40, RESPONSE.length - 1]) {
    expect(() => decodeMetadataResponse(RESPONSE.subarray(0, length))).toThrow();
  }
  const other = Buffer.from(RESPONSE);
  other[3] = 9;
  expect(() => decodeMetadataResponse(other)).toThrow("the response belongs to another request");
});

describe("fetchTopicMetadata", () => {
  const options = { topic: "t", timeoutMs: 2000 };

  it("asks over TCP, and takes an answer that comes in pieces", async () => {
    const broker = await serve((socket, request) => {
      expect(request).toEqual(encodeMetadataRequest(["t"]));
      const bytes = framed(RESPONSE);
      socket.write(bytes.subarray(0, 3));
      setImmediate(() => socket.write(bytes.subarray(3, 50), () => socket.write(bytes.subarray(50))));
    });
    expect((await fetchTopicMetadata(broker, options)).partitions[0]?.leaderEpoch).toBe(7);
  });

  it("fails where the broker does not speak of the topic", async () => {
    const broker = await serve((socket) => socket.write(framed(NO_LEADER)));
    await expect(fetchTopicMetadata(broker, options)).rejects.toThrow("the response holds no topic");
  });

  it("fails where nobody listens, nobody answers, the connection ends, or the answer makes no sense", async () => {
    const silent = await serve(() => {});
    await expect(fetchTopicMetadata(silent, { topic: "t", timeoutMs: 50 })).rejects.toThrow("no answer within 50 ms");
    server?.close();
    const rude = await serve((socket) => socket.end());
    await expect(fetchTopicMetadata(rude, options)).rejects.toThrow("closed before the answer");
    server?.close();
    const mad = await serve((socket) => socket.write(Buffer.from("7fffffff", "hex")));
    await expect(fetchTopicMetadata(mad, options)).rejects.toThrow("makes no sense");
    server?.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    await expect(fetchTopicMetadata(mad, options)).rejects.toThrow("ECONNREFUSED");
  });
});

it("fetchClusterMetadata asks who is alive and who leads", async () => {
  const broker = await serve((socket, request) => {
    expect(request).toEqual(encodeMetadataRequest([]));
    socket.write(framed(NO_LEADER));
  });
  expect(await fetchClusterMetadata(broker, { timeoutMs: 2000 })).toEqual({ brokerIds: [1, 3], controllerId: -1 });
});
