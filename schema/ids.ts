declare const idOf: unique symbol

/** A row's number. The brand keeps two kinds of row from being confused; at run time it is a plain number. */
type Id<Name extends string> = number & { readonly [idOf]: Name }

export type PackageId = Id<'package'>
export type ReleaseId = Id<'release'>
export type FileId = Id<'file'>
export type RequiresPythonId = Id<'requiresPython'>
export type TagSetId = Id<'tagSet'>
export type TargetId = Id<'target'>
export type BuilderId = Id<'builder'>
export type BuildId = Id<'build'>
export type AttemptId = Id<'attempt'>
export type WheelId = Id<'wheel'>
