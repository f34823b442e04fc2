CREATE TABLE "hour_counters" (
	"target_id" bigint NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"key" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "hour_counters_target_id_hour_key_pk" PRIMARY KEY("target_id","hour","key")
);
--> statement-breakpoint
ALTER TABLE "builds" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "builds" ADD COLUMN "open_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "counter_deltas" ADD COLUMN "hour" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "builds_oldest" ON "builds" USING btree ("target_id","open_since") WHERE "builds"."work" in ('WAITING', 'BUILDING', 'RETRY');--> statement-breakpoint
CREATE INDEX "builds_failed" ON "builds" USING btree ("target_id","decided_at","id") WHERE "builds"."verdict" = 'FAILED';--> statement-breakpoint
CREATE INDEX "builds_failed_kind" ON "builds" USING btree ("target_id","failure_kind","decided_at","id") WHERE "builds"."verdict" = 'FAILED';