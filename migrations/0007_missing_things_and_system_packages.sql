CREATE TYPE "public"."missing_kind" AS ENUM('HEADER', 'LIBRARY', 'TOOL', 'REQUIREMENT');--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "missing_kind" "missing_kind";--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "missing_name" text;--> statement-breakpoint
ALTER TABLE "builds" ADD COLUMN "missing_kind" "missing_kind";--> statement-breakpoint
ALTER TABLE "builds" ADD COLUMN "missing_name" text;--> statement-breakpoint
ALTER TABLE "wheels" ADD COLUMN "system_packages" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "builds_failed_missing" ON "builds" USING btree ("target_id","missing_name","decided_at","id") WHERE "builds"."verdict" = 'FAILED' and "builds"."missing_name" is not null;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_missing_whole" CHECK (("attempts"."missing_kind" is null) = ("attempts"."missing_name" is null));--> statement-breakpoint
ALTER TABLE "builds" ADD CONSTRAINT "builds_missing_whole" CHECK (("builds"."missing_kind" is null) = ("builds"."missing_name" is null));