/**
 * Numbers of the advisory locks that the farm takes in its database, all here so that no two are the same. One number is one
 * lock; `fill` and `openTarget` are classes, with a lock for each target.
 */
export const advisoryLocks = {
  /** One process migrates at a time. */
  migrate: 7_201_902,
  /** One process polls upstream at a time, for as long as it lives. */
  poll: 7_201_903,
  /**
   * Whoever adds a requires-python text or a tag set takes it shared, whoever adds a target takes it alone: so neither can miss the
   * other, and the yes-or-no tables have a row for every pair.
   */
  compatibility: 7_201_904,
  /** One process makes the role of the queues: Postgres has no `create role if not exists`. */
  queueRole: 7_201_905,
  /** One process fills a target's queue at a time. */
  fill: 7_201_906,
  /** One process opens a target at a time. */
  openTarget: 7_201_907,
  /** One sweep folds counters at a time, so that two do not wait on each other's rows. */
  fold: 7_201_908,
} as const
