CREATE TYPE "public"."attempt_state" AS ENUM('STARTED', 'BUILT', 'FAILED', 'LOST', 'CANCELLED');--> statement-breakpoint
CREATE TYPE "public"."failure_kind" AS ENUM('BUILDER_LOST', 'OUT_OF_MEMORY', 'DISK_FULL', 'NETWORK', 'INDEX_RACE', 'SDIST_UNAVAILABLE', 'SDIST_MISMATCH', 'SANDBOX', 'TIMEOUT', 'SILENCE', 'MEMORY_LIMIT', 'PROCESS_LIMIT', 'DISK_LIMIT', 'OUTPUT_TOO_LARGE', 'LOG_TOO_LONG', 'METADATA', 'BUILD_REQUIREMENT', 'MISSING_HEADER', 'MISSING_LIBRARY', 'MISSING_TOOL', 'COMPILER', 'RUST', 'CMAKE', 'PYTHON_VERSION', 'NO_WHEEL', 'WHEEL_INVALID', 'UNKNOWN');--> statement-breakpoint
CREATE TYPE "public"."verdict" AS ENUM('BUILT', 'FAILED', 'EXCLUDED', 'CLOSED');--> statement-breakpoint
CREATE TYPE "public"."work_state" AS ENUM('WAITING', 'BUILDING', 'RETRY', 'PARKED', 'HELD');--> statement-breakpoint
CREATE TYPE "public"."file_kind" AS ENUM('sdist', 'wheel', 'other');--> statement-breakpoint
CREATE TYPE "public"."gone_reason" AS ENUM('REMOVED', 'QUARANTINED');--> statement-breakpoint
CREATE TYPE "public"."lane" AS ENUM('urgent', 'fresh', 'backlog');--> statement-breakpoint
CREATE TYPE "public"."project_status" AS ENUM('active', 'archived', 'deprecated', 'quarantined');--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"build_id" bigint NOT NULL,
	"try" integer NOT NULL,
	"builder_id" bigint NOT NULL,
	"state" "attempt_state" DEFAULT 'STARTED' NOT NULL,
	"failure_kind" "failure_kind",
	"failure_line" text,
	"start_key" text NOT NULL,
	"sdist_filename" text NOT NULL,
	"sdist_sha256" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"beat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	"duration_ms" bigint,
	"peak_memory_bytes" bigint,
	"log_bytes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "attempts_build_try" UNIQUE("build_id","try"),
	CONSTRAINT "attempts_closed" CHECK (("attempts"."state" = 'STARTED') = ("attempts"."closed_at" is null)),
	CONSTRAINT "attempts_failed_kind" CHECK (("attempts"."state" = 'FAILED') <= ("attempts"."failure_kind" is not null))
);
--> statement-breakpoint
CREATE TABLE "build_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "build_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"build_id" bigint NOT NULL,
	"attempt_id" bigint,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"change" text NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "builds" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "builds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"release_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"verdict" "verdict",
	"failure_kind" "failure_kind",
	"failure_line" text,
	"note" text,
	"work" "work_state",
	"climbing" boolean DEFAULT false NOT NULL,
	"lane" "lane" NOT NULL,
	"lane_order" bigint NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"farm_tries" integer DEFAULT 0 NOT NULL,
	"free_retries" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"queued_at" timestamp with time zone,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "builds_release_target" UNIQUE("release_id","target_id"),
	CONSTRAINT "builds_climbing" CHECK (not "builds"."climbing" or ("builds"."verdict" is null and "builds"."work" in ('WAITING', 'BUILDING', 'RETRY'))),
	CONSTRAINT "builds_retry_at" CHECK (("builds"."work" is not distinct from 'RETRY') = ("builds"."retry_at" is not null)),
	CONSTRAINT "builds_queued_waits" CHECK ("builds"."queued_at" is null or "builds"."work" = 'WAITING'),
	CONSTRAINT "builds_failed_kind" CHECK (("builds"."verdict" is not distinct from 'FAILED') <= ("builds"."failure_kind" is not null)),
	CONSTRAINT "builds_something" CHECK ("builds"."verdict" is not null or "builds"."work" is not null)
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"attempt_id" bigint PRIMARY KEY NOT NULL,
	"digest" text NOT NULL,
	"body" "bytea" NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"attempt_id" bigint NOT NULL,
	"filename" text NOT NULL,
	"sha256" text NOT NULL,
	"size" bigint NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uploads_attempt_id_filename_pk" PRIMARY KEY("attempt_id","filename")
);
--> statement-breakpoint
CREATE TABLE "wheels" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "wheels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"release_id" bigint NOT NULL,
	"build_id" bigint NOT NULL,
	"attempt_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"filename" text NOT NULL,
	"built_name" text NOT NULL,
	"build_tag" text,
	"sha256" text NOT NULL,
	"size" bigint NOT NULL,
	"tag_set_id" bigint NOT NULL,
	"requires_python_id" bigint,
	"metadata_sha256" text NOT NULL,
	"requires_dist" text[] NOT NULL,
	"libraries" text[] NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_reason" text,
	CONSTRAINT "wheels_filename_unique" UNIQUE("filename"),
	CONSTRAINT "wheels_attempt_name" UNIQUE("attempt_id","built_name"),
	CONSTRAINT "wheels_sha256" CHECK ("wheels"."sha256" ~ '^[0-9a-f]{64}$' and "wheels"."metadata_sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"reason" text,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "counter_deltas" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "counter_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"target_id" bigint NOT NULL,
	"key" text NOT NULL,
	"delta" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"target_id" bigint NOT NULL,
	"key" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "counters_target_id_key_pk" PRIMARY KEY("target_id","key")
);
--> statement-breakpoint
CREATE TABLE "farm_settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "files" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "files_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"release_id" bigint NOT NULL,
	"filename" text NOT NULL,
	"kind" "file_kind" NOT NULL,
	"url" text NOT NULL,
	"sha256" text NOT NULL,
	"size" bigint,
	"uploaded_at" timestamp with time zone,
	"requires_python_id" bigint,
	"tag_set_id" bigint,
	"yanked" boolean DEFAULT false NOT NULL,
	"yanked_reason" text,
	"hidden_serial" bigint,
	"removed_at" timestamp with time zone,
	CONSTRAINT "files_filename_unique" UNIQUE("filename"),
	CONSTRAINT "files_sha256" CHECK ("files"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "files_size" CHECK ("files"."size" >= 0)
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "packages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"display_name" text NOT NULL,
	"summary" text,
	"status" "project_status" DEFAULT 'active' NOT NULL,
	"page_serial" bigint,
	"hidden_serial" bigint,
	"removed_at" timestamp with time zone,
	"from_start" boolean DEFAULT false NOT NULL,
	"skipped_at" timestamp with time zone,
	"skipped_by" text,
	"skip_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "packages_name_unique" UNIQUE("name"),
	CONSTRAINT "packages_name_normal" CHECK ("packages"."name" ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' and "packages"."name" !~ '--'),
	CONSTRAINT "packages_skip_whole" CHECK (("packages"."skipped_at" is null) = ("packages"."skip_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "releases" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "releases_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"package_id" bigint NOT NULL,
	"version" text NOT NULL,
	"version_key" text,
	"sort_key" text NOT NULL,
	"is_prerelease" boolean NOT NULL,
	"requires_python_id" bigint,
	"uploaded_at" timestamp with time zone,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"has_sdist" boolean DEFAULT false NOT NULL,
	"gone" "gone_reason",
	"hidden_serial" bigint,
	"yanked" boolean DEFAULT false NOT NULL,
	"yanked_reason" text,
	"skipped_at" timestamp with time zone,
	"skipped_by" text,
	"skip_reason" text,
	"climb_lane" "lane",
	CONSTRAINT "releases_package_version" UNIQUE("package_id","version"),
	CONSTRAINT "releases_skip_whole" CHECK (("releases"."skipped_at" is null) = ("releases"."skip_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "requires_pythons" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "requires_pythons_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"text" text NOT NULL,
	CONSTRAINT "requires_pythons_text_unique" UNIQUE("text")
);
--> statement-breakpoint
CREATE TABLE "tag_sets" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tag_sets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tags" text NOT NULL,
	CONSTRAINT "tag_sets_tags_unique" UNIQUE("tags")
);
--> statement-breakpoint
CREATE TABLE "upstream_cursor" (
	"id" bigint PRIMARY KEY NOT NULL,
	"serial" bigint NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"reached_at" timestamp with time zone,
	"last_error" text,
	CONSTRAINT "upstream_cursor_one" CHECK ("upstream_cursor"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "upstream_dirty" (
	"package_name" text PRIMARY KEY NOT NULL,
	"required_serial" bigint NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"tries" bigint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"first_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "upstream_events" (
	"serial" bigint PRIMARY KEY NOT NULL,
	"name" text,
	"package_name" text,
	"version" text,
	"action" text NOT NULL,
	"happened_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "upstream_faults" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "upstream_faults_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"code" text NOT NULL,
	"place" text NOT NULL,
	"detail" text NOT NULL,
	"seen" bigint DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "builder_targets" (
	"builder_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	CONSTRAINT "builder_targets_builder_id_target_id_pk" PRIMARY KEY("builder_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "builders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "builders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"key_sha256" text NOT NULL,
	"facts" jsonb NOT NULL,
	"enrolled_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_beat_at" timestamp with time zone,
	"last_beat" jsonb,
	"paused_at" timestamp with time zone,
	"draining_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "builders_key" UNIQUE("key_sha256")
);
--> statement-breakpoint
CREATE TABLE "enrol_tokens" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "enrol_tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"token_sha256" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" bigint,
	CONSTRAINT "enrol_tokens_tokenSha256_unique" UNIQUE("token_sha256"),
	CONSTRAINT "enrol_tokens_used" CHECK (("enrol_tokens"."used_at" is null) = ("enrol_tokens"."used_by" is null))
);
--> statement-breakpoint
CREATE TABLE "requires_python_targets" (
	"requires_python_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"admits" boolean NOT NULL,
	CONSTRAINT "requires_python_targets_requires_python_id_target_id_pk" PRIMARY KEY("requires_python_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "tag_set_targets" (
	"tag_set_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"fits" boolean NOT NULL,
	CONSTRAINT "tag_set_targets_tag_set_id_target_id_pk" PRIMARY KEY("tag_set_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "targets" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "targets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"abi" text NOT NULL,
	"platform" text NOT NULL,
	"platform_order" integer NOT NULL,
	"label" text NOT NULL,
	"python_version" text NOT NULL,
	"tags" text[] NOT NULL,
	"frozen_at" timestamp with time zone,
	"frozen_reason" text,
	"paused_at" timestamp with time zone,
	"paused_reason" text,
	"builder_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"breaker_failures" integer DEFAULT 0 NOT NULL,
	"breaker_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "targets_abi_platform" UNIQUE("abi","platform")
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_builder_id_builders_id_fk" FOREIGN KEY ("builder_id") REFERENCES "public"."builders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "build_events" ADD CONSTRAINT "build_events_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "build_events" ADD CONSTRAINT "build_events_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "builds" ADD CONSTRAINT "builds_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "builds" ADD CONSTRAINT "builds_target_id_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."targets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wheels" ADD CONSTRAINT "wheels_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wheels" ADD CONSTRAINT "wheels_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wheels" ADD CONSTRAINT "wheels_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wheels" ADD CONSTRAINT "wheels_target_id_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."targets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wheels" ADD CONSTRAINT "wheels_tag_set_id_tag_sets_id_fk" FOREIGN KEY ("tag_set_id") REFERENCES "public"."tag_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wheels" ADD CONSTRAINT "wheels_requires_python_id_requires_pythons_id_fk" FOREIGN KEY ("requires_python_id") REFERENCES "public"."requires_pythons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_release_id_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_requires_python_id_requires_pythons_id_fk" FOREIGN KEY ("requires_python_id") REFERENCES "public"."requires_pythons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_tag_set_id_tag_sets_id_fk" FOREIGN KEY ("tag_set_id") REFERENCES "public"."tag_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "releases" ADD CONSTRAINT "releases_requires_python_id_requires_pythons_id_fk" FOREIGN KEY ("requires_python_id") REFERENCES "public"."requires_pythons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "builder_targets" ADD CONSTRAINT "builder_targets_builder_id_builders_id_fk" FOREIGN KEY ("builder_id") REFERENCES "public"."builders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "builder_targets" ADD CONSTRAINT "builder_targets_target_id_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."targets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrol_tokens" ADD CONSTRAINT "enrol_tokens_used_by_builders_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."builders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requires_python_targets" ADD CONSTRAINT "requires_python_targets_requires_python_id_requires_pythons_id_fk" FOREIGN KEY ("requires_python_id") REFERENCES "public"."requires_pythons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requires_python_targets" ADD CONSTRAINT "requires_python_targets_target_id_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."targets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tag_set_targets" ADD CONSTRAINT "tag_set_targets_tag_set_id_tag_sets_id_fk" FOREIGN KEY ("tag_set_id") REFERENCES "public"."tag_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tag_set_targets" ADD CONSTRAINT "tag_set_targets_target_id_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."targets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_one_open" ON "attempts" USING btree ("build_id") WHERE "attempts"."state" = 'STARTED';--> statement-breakpoint
CREATE INDEX "attempts_open_beat" ON "attempts" USING btree ("beat_at") WHERE "attempts"."state" = 'STARTED';--> statement-breakpoint
CREATE INDEX "attempts_builder" ON "attempts" USING btree ("builder_id","id");--> statement-breakpoint
CREATE INDEX "build_events_build" ON "build_events" USING btree ("build_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "builds_one_climbing" ON "builds" USING btree ("release_id") WHERE "builds"."climbing";--> statement-breakpoint
CREATE INDEX "builds_waiting" ON "builds" USING btree ("target_id","lane","lane_order","id") WHERE "builds"."work" = 'WAITING' and "builds"."queued_at" is null;--> statement-breakpoint
CREATE INDEX "builds_queued" ON "builds" USING btree ("target_id","queued_at") WHERE "builds"."queued_at" is not null;--> statement-breakpoint
CREATE INDEX "builds_retry" ON "builds" USING btree ("retry_at") WHERE "builds"."work" = 'RETRY';--> statement-breakpoint
CREATE INDEX "builds_parked" ON "builds" USING btree ("target_id") WHERE "builds"."work" = 'PARKED';--> statement-breakpoint
CREATE INDEX "wheels_release" ON "wheels" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "audit_events_subject" ON "audit_events" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "files_release" ON "files" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "releases_package_sort" ON "releases" USING btree ("package_id","sort_key");--> statement-breakpoint
CREATE INDEX "upstream_dirty_next" ON "upstream_dirty" USING btree ("urgent" DESC NULLS LAST,"next_at");--> statement-breakpoint
CREATE UNIQUE INDEX "upstream_faults_once" ON "upstream_faults" USING btree ("code","place");--> statement-breakpoint
CREATE INDEX "builder_targets_target" ON "builder_targets" USING btree ("target_id");