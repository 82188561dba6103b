import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";

const names = (environment: Record<string, string | undefined>) =>
  readEnvironment(environment).map(({ name, value }) => `${name}=${value}`);

describe("readEnvironment", () => {
  it("turns one, two and three underscores into a dot, an underscore and a dash", () => {
    expect(names({ KAFKA_NODE_ID: "1" })).toEqual(["node.id=1"]);
    expect(names({ KAFKA_A__B: "1", KAFKA_A___B: "2" })).toEqual(["a_b=1", "a-b=2"]);
  });

  it("names the variable as the origin", () => {
    expect(readEnvironment({ KAFKA_NODE_ID: "1" })).toEqual([{ name: "node.id", value: "1", origin: "KAFKA_NODE_ID" }]);
  });

  it("reads CLUSTER_ID as Kafka's image does", () => expect(names({ CLUSTER_ID: "x" })).toEqual(["cluster.id=x"]));

  it("passes over what is for the Java machine, for Kubernetes, and for others", () => {
    const unrelated = {
      KAFKA_HEAP_OPTS: "-Xmx1G",
      KAFKA_OPTS: "",
      KAFKA_JVM_PERFORMANCE_OPTS: "",
      KAFKA_JMX_PORT: "9999",
      KAFKA_LOG4J_OPTS: "",
      KAFKA_LOG4J_ROOT_LOGLEVEL: "INFO",
      KAFKA_PORT: "tcp://10.0.0.1:9092",
      KAFKA_PORT_9092_TCP_ADDR: "10.0.0.1",
      KAFKA_SERVICE_HOST: "10.0.0.1",
      KAFKA_SERVICE_PORT: "9092",
      KAFKA_SERVICE_PORT_BROKER: "9092",
      HOME: "/root",
      KAFKA_NODE_ID: undefined,
    };
    expect(names(unrelated)).toEqual([]);
  });

  it("keeps what it does not know, so that it can be refused", () => {
    expect(names({ KAFKA_LISSENERS: "x", KAFKA_PORT: "9092" })).toEqual(["lisseners=x", "port=9092"]);
  });
});
