/**
 * Who may import whom: the arrows of docs/ARCHITECTURE.md, as rules. `scripts/architecture.mjs` runs them, makes sure that
 * modules were really read, and that planted violations are found.
 */
const production = "\\.(test|bench)\\.ts$|/testing/|/fuzz/|/bench/|/test/|/real-disk/|\\.config\\.ts$";

/** A package may import itself, these packages of this repository, and nothing else of it. */
function room(folder, mayImport) {
  const name = folder.split("/")[1];
  const allowed = [folder, ...mayImport.map((other) => `packages/${other}`)].join("|");
  return {
    name: `room-${name}`,
    comment: `${folder} may import only: ${mayImport.join(", ") || "no other package of this repository"}`,
    severity: "error",
    from: { path: `^${folder}/`, pathNot: production },
    to: { path: "^(packages|apps)/", pathNot: `^(${allowed})/` },
  };
}

/** The core is a function of its ports: no I/O, clock, or process of its own. */
const core = "^packages/(kafka-protocol|raft-core|wal|broker)/src/";

export default {
  forbidden: [
    room("packages/crc32c", []),
    room("packages/kafka-protocol", ["crc32c"]),
    room("packages/raft-core", []),
    room("packages/wal", ["crc32c"]),
    room("packages/transport-tcp", ["raft-core", "wal"]),
    room("packages/broker", ["kafka-protocol", "raft-core", "wal"]),
    room("packages/simulator", ["broker", "transport-tcp", "wal", "raft-core", "kafka-protocol"]),
    room("packages/chaos-cli", []),
    room("apps/server", ["broker", "transport-tcp", "wal", "raft-core", "kafka-protocol", "crc32c"]),
    {
      name: "transport-imports-types-only",
      comment: "transport-tcp carries the messages of raft-core and wal; it runs none of their code",
      severity: "error",
      from: { path: "^packages/transport-tcp/src/", pathNot: production },
      to: { path: "^packages/(raft-core|wal)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "core-without-node",
      comment: "core packages reach the outside through ports only",
      severity: "error",
      from: { path: core, pathNot: production },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "one-door-to-sockets",
      comment:
        "transport-tcp reaches sockets through its port only, so that simulations can stand in for them (ADR 10)",
      severity: "error",
      from: { path: "^packages/transport-tcp/src/", pathNot: `${production}|/node-sockets\\.ts$` },
      to: { path: "^(node:)?(net|tls)$" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resolvable",
      comment: "an import that cannot be resolved escapes every other rule",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "production-without-tests",
      severity: "error",
      from: { path: "^(packages|apps)/[^/]+/src/", pathNot: production },
      to: { path: "\\.(test|bench)\\.ts$|/(fuzz|bench|real-disk)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/dist/|/generated/" },
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["source", "import", "node", "default"] },
  },
};
