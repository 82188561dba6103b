import { expect, test } from "vitest";
import { runRecovery } from "./simulation/recovery.ts";

test.each(Array.from({ length: 10 }, (_, at) => at * 50))(
  "groups recovered from a minority, seeds from %i",
  (first) => {
    let assumed = 0;
    let several = 0;
    for (let seed = first; seed < first + 50; seed++) {
      const report = runRecovery(seed);
      if (report.assumed > 0) assumed++;
      if (report.survivors > 1) several++;
    }
    expect(assumed).toBeGreaterThan(5);
    expect(several).toBeGreaterThan(5);
  },
);
