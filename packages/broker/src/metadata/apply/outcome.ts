import type { CommandResult } from "../command.ts";
import type { MetadataImage } from "../image.ts";

/** What a command made of an image. */
export interface Outcome {
  readonly image: MetadataImage;
  readonly result: CommandResult;
}

export const SUCCESS: CommandResult = { error: 0, message: null };

export function accept(image: MetadataImage): Outcome {
  return { image, result: SUCCESS };
}

/** The image as it was, and why. */
export function refuse(image: MetadataImage, error: number, message: string): Outcome {
  return { image, result: { error, message } };
}
