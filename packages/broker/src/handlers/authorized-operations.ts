/**
 * What "authorized operations" say while there is no authorizer: everything that makes sense for the kind of resource
 * (KIP-430). One bit per operation, numbered as Kafka numbers them.
 */
const OPERATION = {
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
} as const;

type Operation = keyof typeof OPERATION;

/** The client did not ask. */
export const OPERATIONS_NOT_ASKED = -2147483648;

export const TOPIC_OPERATIONS = bits([
  "read",
  "write",
  "create",
  "delete",
  "alter",
  "describe",
  "describeConfigs",
  "alterConfigs",
]);

export const CLUSTER_OPERATIONS = bits([
  "create",
  "alter",
  "describe",
  "clusterAction",
  "describeConfigs",
  "alterConfigs",
  "idempotentWrite",
]);

export const GROUP_OPERATIONS = bits(["read", "delete", "describe"]);

function bits(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum | (1 << OPERATION[operation]), 0);
}
