import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ServerError, systemErrorCode } from "../error.ts";
import { readEnvironment } from "./environment.ts";
import { mergeSettings } from "./merge.ts";
import { type NodeConfig, resolveNodeConfig } from "./node-config.ts";
import { parseProperties } from "./properties.ts";
import type { Setting, Settings } from "./setting.ts";

/** Where a node's configuration is written down, from what counts least to what counts most. */
export interface ConfigSources {
  /** A `server.properties` file. */
  readonly file: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `name=value`, each from one `--override`. */
  readonly overrides: readonly string[];
  /** Flags that stand for one configuration each. */
  readonly flags: readonly Setting[];
  /** What relative paths start from. */
  readonly workingFolder: string;
}

/**
 * Reads and checks everything.
 *
 * @throws ServerError whose message has one sentence a line, one for each thing that is wrong.
 */
export function loadConfig(sources: ConfigSources): { config: NodeConfig; warnings: readonly string[] } {
  const file = sources.file === undefined ? NOTHING : readPropertiesFile(sources.file, sources.workingFolder);
  const overrides = parseOverrides(sources.overrides);
  const merged = mergeSettings([
    file.settings,
    readEnvironment(sources.environment),
    overrides.settings,
    sources.flags,
  ]);
  const { config, problems } = resolveNodeConfig(merged.settings, sources.workingFolder);
  const all = [...file.problems, ...overrides.problems, ...merged.problems, ...problems];
  if (config === undefined || all.length > 0) throw new ServerError("INVALID_CONFIGURATION", all.join("\n"));
  return { config, warnings: merged.warnings };
}

const NOTHING: Settings = { settings: [], problems: [] };

function readPropertiesFile(file: string, workingFolder: string): Settings {
  try {
    return parseProperties(readFileSync(resolve(workingFolder, file), "utf8"), file);
  } catch (error) {
    const why = systemErrorCode(error) === "ENOENT" ? "it does not exist" : (error as Error).message;
    return { settings: [], problems: [`cannot read the configuration file ${file}: ${why}`] };
  }
}

function parseOverrides(overrides: readonly string[]): Settings {
  const settings: Setting[] = [];
  const problems: string[] = [];
  for (const override of overrides) {
    const equals = override.indexOf("=");
    if (equals < 1) problems.push(`--override ${override}: must be name=value`);
    else {
      const name = override.slice(0, equals).trim();
      settings.push({ name, value: override.slice(equals + 1), origin: "--override" });
    }
  }
  return { settings, problems };
}
