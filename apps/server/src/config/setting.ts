/** One configuration as somebody wrote it down. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** Where it was written down, to begin a sentence about it: "server.properties line 3", "KAFKA_NODE_ID", "--override". */
  readonly origin: string;
}

/** What a source of configuration yields. Nothing is thrown, so that everything that is wrong can be said at once. */
export interface Settings {
  readonly settings: readonly Setting[];
  /** One sentence each. */
  readonly problems: readonly string[];
}
