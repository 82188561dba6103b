// Planted: scripts/architecture.mjs must find each of these imports. Nothing else reads this folder.
import { readFileSync } from "node:fs";
import * as wal from "../../packages/wal/src/ports.ts";
import { cycle } from "./cycle.ts";
import { missing } from "./missing.ts";

export const planted = [readFileSync, missing, cycle, wal];
