import { readFileSync } from "node:fs";
import { NODE_CONFIGS } from "@chronik/broker";
import { expect, it } from "vitest";

const BEGIN = "<!-- configurations: checked by a test against the definitions -->\n";
const END = "<!-- end -->";

it("the README lists every configuration as it is defined", () => {
  const lines = Object.entries(NODE_CONFIGS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { default: standard, doc }]) => {
      return `- \`${name}\`${standard === null ? "" : ` (\`${standard}\`)`}: ${doc}`;
    });
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme.slice(readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END))).toBe(`\n${lines.join("\n")}\n\n`);
});
