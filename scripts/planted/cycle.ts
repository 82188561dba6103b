import { planted } from "./clock.ts";

export const cycle = planted;
