/**
 * Counts that a place in the code was reached; set only while a simulation runs. Used in one form only, which builds leave out
 * (`dropLabels`):
 *
 *     SIMULATION: globalThis.chronikSometimes?.("the ISR shrinks");
 */
declare var chronikSometimes: ((mark: string) => void) | undefined;
