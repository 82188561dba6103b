export { CUT_OFF_FOLDER, type CutInit, cutLog, keepCutOff } from "./cut-log.ts";
export { type CutPlan, type LostPart, planCut } from "./plan-cut.ts";
