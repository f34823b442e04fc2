ALTER TABLE "targets" ADD COLUMN "opened_through" bigint;--> statement-breakpoint
CREATE INDEX "builds_open" ON "builds" USING btree ("target_id","id") WHERE "builds"."work" is not null;--> statement-breakpoint
ALTER TABLE "builds" ADD CONSTRAINT "builds_ends_climb" CHECK ("builds"."ends_climb" <= ("builds"."verdict" is not distinct from 'FAILED'));