/** For building step by step what is read-only once it is handed out. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
