ALTER TABLE "upstream_cursor" ADD COLUMN "begun_serial" bigint;--> statement-breakpoint
ALTER TABLE "upstream_dirty" ADD COLUMN "claimed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "upstream_dirty" ADD COLUMN "doubted_digest" text;--> statement-breakpoint
CREATE INDEX "upstream_events_package" ON "upstream_events" USING btree ("package_name","serial");