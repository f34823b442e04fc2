CREATE TYPE "public"."accept_or_ignore" AS ENUM('accept', 'ignore');--> statement-breakpoint
CREATE TYPE "public"."build_or_skip" AS ENUM('build', 'skip');--> statement-breakpoint
CREATE TABLE "upstream_counts" (
	"key" text PRIMARY KEY NOT NULL,
	"value" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "policies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"package_id" bigint,
	"prereleases" "build_or_skip",
	"yanked" "build_or_skip",
	"upstream_wheels" "accept_or_ignore",
	"newest" bigint,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_by" text NOT NULL,
	CONSTRAINT "policies_package" UNIQUE NULLS NOT DISTINCT("package_id"),
	CONSTRAINT "policies_newest" CHECK ("policies"."newest" between 0 and 10000)
);
--> statement-breakpoint
CREATE TABLE "replans" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "replans_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"touches" text[] NOT NULL,
	"through" bigint NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "page_checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "generation" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "upstream_cursor" ADD COLUMN "index_serial" bigint;--> statement-breakpoint
ALTER TABLE "upstream_cursor" ADD COLUMN "index_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "upstream_cursor" ADD COLUMN "index_doubt" text;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "packages_page_checked" ON "packages" USING btree ("page_checked_at") WHERE "packages"."page_serial" is not null and "packages"."removed_at" is null;