import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServerError } from "../error.ts";
import { type ConfigSources, loadConfig } from "./load.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chronik-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(sources: Partial<ConfigSources>) {
  return loadConfig({ file: undefined, environment: {}, overrides: [], flags: [], workingFolder: folder, ...sources });
}

const overridden = (...overrides: string[]) => load({ overrides }).config;

function problems(...overrides: string[]): string[] {
  try {
    load({ overrides });
  } catch (error) {
    expect(error).toBeInstanceOf(ServerError);
    expect((error as ServerError).code).toBe("INVALID_CONFIGURATION");
    return (error as Error).message.split("\n");
  }
  return [];
}

const THREE = "controller.quorum.voters=1@a:9192,2@b:9193,3@c:9194";

describe("with no configuration at all", () => {
  it("is a node of its own on localhost", () => {
    const config = overridden();
    expect(config).toMatchObject({
      nodeId: 1,
      clusterId: null,
      dataFolder: join(folder, ".chronik/node-1"),
      raftListener: { host: "0.0.0.0", port: 9192 },
      adminListener: { host: "127.0.0.1", port: 9292 },
      clientListeners: [
        {
          name: "PLAINTEXT",
          bind: { host: "localhost", port: 9092 },
          advertised: { host: "localhost", port: 9092 },
        },
      ],
    });
    expect([...config.voters]).toEqual([[1, { host: "localhost", port: 9192 }]]);
    expect(config.broker).toMatchObject({ voters: [1], replicationFactorDefault: 1, offsetsTopicReplicationFactor: 1 });
  });
});

describe("segments are rolled by age", () => {
  const segmentMs = (...overrides: string[]) => overridden(...overrides).broker.topicDefaults.segmentMs;

  it("as log.roll.ms says, or else log.roll.hours, or else after a week", () => {
    expect(segmentMs()).toBe(7 * 24 * 3_600_000);
    expect(segmentMs("log.roll.hours=2")).toBe(7_200_000);
    expect(segmentMs("log.roll.hours=2", "log.roll.ms=5")).toBe(5);
    expect(overridden("log.roll.hours=2").broker.nodeConfigs.get("log.roll.ms")?.value).toBe("7200000");
  });
});

describe("precedence", () => {
  it("flag over override over environment over file over default", () => {
    writeFileSync(join(folder, "p"), "num.partitions=1\nbroker.rack=file\nlog.dirs=file\nnode.id=11\n");
    const { config } = load({
      file: "p",
      environment: { KAFKA_BROKER_RACK: "environment", KAFKA_LOG_DIRS: "environment", KAFKA_NODE_ID: "12" },
      overrides: ["log.dirs=override", "node.id=13"],
      flags: [{ name: "node.id", value: "14", origin: "--node-id" }],
    });
    expect(config.broker.partitionCountDefault).toBe(1);
    expect(config.broker.rack).toBe("environment");
    expect(config.dataFolder).toBe(join(folder, "override"));
    expect(config.nodeId).toBe(14);
  });

  it("knows Kafka's other spellings, which count as the same name", () => {
    expect(overridden("broker.id=7", "log.dir=/data/x")).toMatchObject({ nodeId: 7, dataFolder: "/data/x" });
    expect(overridden("node.id=1", "broker.id=7").nodeId).toBe(7);
  });

  it("remembers what was set and what was not", () => {
    const { nodeConfigs } = overridden("min.insync.replicas=2", THREE, "cluster.id=c").broker;
    expect(nodeConfigs.get("min.insync.replicas")).toEqual({ value: "2", source: "static" });
    expect(nodeConfigs.get("num.partitions")).toEqual({ value: "1", source: "default" });
    expect(nodeConfigs.get("default.replication.factor")).toEqual({ value: "3", source: "default" });
    expect(nodeConfigs.has("broker.rack")).toBe(false);
  });
});

describe("listeners", () => {
  it("binds everywhere but never advertises that", () => {
    expect(overridden("listeners=PLAINTEXT://:9092,CONTROLLER://:9093")).toMatchObject({
      raftListener: { host: "", port: 9093 },
      clientListeners: [{ bind: { host: "", port: 9092 }, advertised: { host: hostname(), port: 9092 } }],
    });
  });

  it("takes Kafka's usual two listeners, advertised elsewhere", () => {
    const config = overridden(
      "listeners=INSIDE://0.0.0.0:29092,OUTSIDE://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093",
      "advertised.listeners=INSIDE://broker:29092,OUTSIDE://localhost:9092,CONTROLLER://broker:9093",
      "listener.security.protocol.map=INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "process.roles=broker, controller",
    );
    expect(config.clientListeners.map(({ name, advertised }) => [name, advertised.host])).toEqual([
      ["INSIDE", "broker"],
      ["OUTSIDE", "localhost"],
    ]);
  });

  it("reads IPv6 addresses in brackets", () => {
    expect(overridden("listeners=PLAINTEXT://[::1]:9092").clientListeners[0]?.bind).toEqual({
      host: "::1",
      port: 9092,
    });
  });

  it("without a controller listener, the raft listener is where the voters dial", () => {
    const voters = ["node.id=2", THREE, "cluster.id=c"];
    expect(overridden(...voters).raftListener).toEqual({ host: "0.0.0.0", port: 9193 });
    expect(overridden("listeners=PLAINTEXT://x:1", ...voters).raftListener).toEqual({ host: "0.0.0.0", port: 9193 });
    expect(overridden("listeners=PLAINTEXT://x:1").raftListener).toEqual({ host: "0.0.0.0", port: 9192 });
  });
});

describe("what is wrong is said in one sentence each, all at once", () => {
  it.each([
    ["lisseners=x", "--override: unknown configuration lisseners; did you mean listeners?"],
    ["frobnicate=1", "--override: unknown configuration frobnicate; remove it"],
    ["num.partitions=many", "--override: num.partitions=many must be a whole number from 1 to 2147483647"],
    ["node.id=0", "--override: node.id=0 must be a whole number from 1 to 2147483647"],
    [
      "log.retention.hours=168",
      "--override: log.retention.hours is not supported: records are kept until their topic is deleted; remove it",
    ],
    [
      "log.retention.ms=1",
      "--override: log.retention.ms=1 is not supported yet: only -1 is (records are kept until their topic is deleted)",
    ],
    [
      "process.roles=broker",
      "--override: process.roles=broker is not supported yet: only broker,controller is (every node is both)",
    ],
    ["listeners=9092", '--override: listeners: "9092" is not name://host:port'],
    ["listeners=PLAINTEXT://x:70000", '--override: listeners: "PLAINTEXT://x:70000" is not name://host:port'],
    [
      "listeners=CONTROLLER://:9093",
      "--override: listeners: names no listener for clients; add one, e.g. PLAINTEXT://localhost:9092",
    ],
    ["listeners=SSL://:9093", "--override: listeners: the protocol SSL is not supported yet: only PLAINTEXT is"],
    [
      "listeners=INSIDE://:9092",
      "--override: listeners: INSIDE has no protocol; add INSIDE:PLAINTEXT to listener.security.protocol.map",
    ],
    ["listeners=PLAINTEXT://a:1,PLAINTEXT://b:2", "--override: listeners: PLAINTEXT is there twice"],
    ["listeners=PLAINTEXT://:1,CONTROLLER://:1", "--override: listeners: port 1 is there twice"],
    [
      "listener.security.protocol.map=PLAINTEXT:SASL_SSL",
      "--override: listener.security.protocol.map: SASL_SSL is not supported yet: only PLAINTEXT is",
    ],
    [
      "advertised.listeners=PLAINTEXT://0.0.0.0:9092",
      "--override: advertised.listeners: clients cannot connect to 0.0.0.0:9092; name a host",
    ],
    ["advertised.listeners=OTHER://x:1", "--override: advertised.listeners: OTHER is not among the listeners"],
    ["controller.listener.names=A,B", "--override: controller.listener.names: must name exactly one listener"],
    ["controller.quorum.voters=1@localhost", '--override: controller.quorum.voters: "1@localhost" is not id@host:port'],
    [
      "controller.quorum.voters=2@localhost:9192",
      "--override: controller.quorum.voters: node.id=1 is not among them (2); add it, or set node.id",
    ],
    [THREE, "cluster.id: must be set, to the same on every node, where controller.quorum.voters names several nodes"],
    ["cluster.id=a b", "--override: cluster.id: must be 1 to 64 letters, digits, - and _"],
    ["log.dirs=/a,/b", "--override: log.dirs: must name exactly one folder"],
    [
      "default.replication.factor=3",
      "--override: default.replication.factor: 3 replicas need as many nodes, and controller.quorum.voters has 1; lower it",
    ],
    [
      "group.min.session.timeout.ms=1800001",
      "--override: group.min.session.timeout.ms: 1800001 is more than group.max.session.timeout.ms, which is 1800000",
    ],
    ["x", "--override x: must be name=value"],
  ])("%s", (override, sentence) => {
    expect(problems(override)).toEqual([sentence]);
  });

  it("all of them", () => {
    expect(problems("lisseners=x", "num.partitions=0", "log.dirs=/a,/b")).toHaveLength(3);
  });

  it("names the line of the file and the variable", () => {
    writeFileSync(join(folder, "p"), "\nsegment.byte=1\n");
    const wrong = () => load({ file: "p", environment: { KAFKA_NODEID: "1" } });
    expect(wrong).toThrow(/^p line 2: unknown configuration segment.byte/);
    expect(wrong).toThrow(/\nKAFKA_NODEID: unknown configuration nodeid; did you mean node.id\?$/);
  });

  it("a file that is not there", () => {
    expect(() => load({ file: "nowhere.properties" })).toThrow(
      "cannot read the configuration file nowhere.properties: it does not exist",
    );
  });
});

it("warns of what has no effect, and goes on", () => {
  expect(load({ overrides: ["num.io.threads=8"] }).warnings).toEqual([
    "--override: num.io.threads has no effect: Chronik works on one event loop and has no such threads",
  ]);
});
