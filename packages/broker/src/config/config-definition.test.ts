import { describe, expect, it } from "vitest";
import {
  booleanConfig,
  choiceConfig,
  fixedConfig,
  INT_MAX,
  intConfig,
  listConfig,
  longConfig,
  stringConfig,
} from "./config-definition.ts";

const doc = "";

describe("intConfig", () => {
  const config = intConfig({ default: 5, min: 1, doc });

  it.each([
    ["1", 1],
    [" 42 ", 42],
    ["+7", 7],
    [String(INT_MAX), INT_MAX],
  ])("reads %j", (text, value) => expect(config.parse(text)).toEqual({ ok: true, value }));

  it.each(["", "0", "-1", "1.5", "1e3", "0x10", "2147483648", "many"])("refuses %j", (text) =>
    expect(config.parse(text)).toEqual({ ok: false, problem: "must be a whole number from 1 to 2147483647" }),
  );

  it("spells its default as text", () => expect(config.default).toBe("5"));
  it("may have no default", () => expect(intConfig({ default: null, min: 1, doc }).default).toBeNull());
});

it("longConfig reads what does not fit an int, as far as it is exact", () => {
  const config = longConfig({ default: 0, min: -1, doc });
  expect(config.parse("4294967296")).toEqual({ ok: true, value: 4_294_967_296 });
  expect(config.parse("9007199254740993").ok).toBe(false);
});

it("booleanConfig reads true and false in any case, and nothing else", () => {
  const config = booleanConfig({ default: true, doc });
  expect(config.parse("TRUE")).toEqual({ ok: true, value: true });
  expect(config.parse(" false ")).toEqual({ ok: true, value: false });
  expect(config.parse("yes")).toEqual({ ok: false, problem: "must be true or false" });
});

it("listConfig trims items and drops empty ones", () => {
  expect(listConfig({ default: null, doc }).parse(" a, b ,,c")).toEqual({ ok: true, value: ["a", "b", "c"] });
});

it("stringConfig takes text as it is", () => {
  expect(stringConfig({ default: null, doc }).parse(" x ")).toEqual({ ok: true, value: " x " });
});

it("choiceConfig names its choices", () => {
  const config = choiceConfig({ choices: ["CreateTime", "LogAppendTime"], default: "CreateTime", doc });
  expect(config.parse("LogAppendTime")).toEqual({ ok: true, value: "LogAppendTime" });
  expect(config.parse("createtime")).toEqual({ ok: false, problem: "must be CreateTime or LogAppendTime" });
});

it("fixedConfig takes the one value that is true and says of others that they are not supported", () => {
  const config = fixedConfig({ type: "list", value: "broker,controller", meaning: "every node is both", doc });
  expect(config.parse("broker, controller")).toEqual({ ok: true, value: "broker,controller" });
  expect(config.parse("broker")).toEqual({
    ok: false,
    problem: "is not supported yet: only broker,controller is (every node is both)",
  });
});
