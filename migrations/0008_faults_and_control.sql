CREATE TABLE "farm_presence" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"back_since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "farm_presence_one" CHECK ("farm_presence"."one")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incidents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"cause" text NOT NULL,
	"began_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "builds" ADD COLUMN "jobs_lost" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "builds" ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "wheels" ADD COLUMN "withdrawn_by" text;--> statement-breakpoint
ALTER TABLE "builder_targets" ADD COLUMN "off_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "paused_reason" text;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "paused_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "draining_reason" text;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "draining_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "quarantined_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "quarantine_evidence" jsonb;--> statement-breakpoint
ALTER TABLE "builders" ADD COLUMN "trusted_since" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "targets" ADD COLUMN "paused_until" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open" ON "incidents" USING btree ("kind","subject") WHERE "incidents"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "builds_held_until" ON "builds" USING btree ("held_until") WHERE "builds"."held_until" is not null;--> statement-breakpoint
CREATE INDEX "wheels_by_sha256" ON "wheels" USING btree ("sha256");--> statement-breakpoint
ALTER TABLE "wheels" ADD CONSTRAINT "wheels_withdrawn_whole" CHECK (("wheels"."withdrawn_at" is null) = ("wheels"."withdrawn_reason" is null));