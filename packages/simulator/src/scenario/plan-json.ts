import { generate } from "./generate.ts";
import type { Plan } from "./plan.ts";

/**
 * Reads a plan that was written down, by the shrinker or by hand.
 *
 * @throws {Error} whose message says in one sentence what is wrong
 */
export function planFromJson(text: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`the plan is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof value !== "object" || value === null) throw new Error("the plan is not an object");
  const plan = value as Partial<Plan>;
  for (const key of ["seed", "safetyMs", "healMs"] as const) {
    if (!Number.isFinite(plan[key])) throw new Error(`the plan has no number "${key}"`);
  }
  for (const key of ["clients", "faults"] as const) {
    const items: unknown = plan[key];
    if (!Array.isArray(items)) throw new Error(`the plan has no list "${key}"`);
    if (items.some((item) => typeof item?.kind !== "string")) throw new Error(`not all of "${key}" have a "kind"`);
  }
  requireKeys(plan.knobs, generate(1).knobs, "knobs");
  return plan as Plan;
}

/** Everything that a plan of this version says must be said. */
function requireKeys(given: unknown, model: object, path: string): void {
  if (typeof given !== "object" || given === null) throw new Error(`the plan has no "${path}"`);
  for (const [key, example] of Object.entries(model)) {
    const found: unknown = (given as Record<string, unknown>)[key];
    if (Array.isArray(example) ? !Array.isArray(found) : typeof found !== typeof example) {
      throw new Error(`the plan has no "${path}.${key}"`);
    }
    if (typeof example === "object" && !Array.isArray(example)) requireKeys(found, example, `${path}.${key}`);
  }
}
