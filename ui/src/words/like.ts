/** The same keys, any words. */
export type Like<T> = { [K in keyof T]: T[K] extends string ? string : Like<T[K]> }
