CREATE INDEX "attempts_started" ON "attempts" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "builds_fresh_waiting" ON "builds" USING btree ("target_id","open_since") WHERE "builds"."lane" = 'fresh' and "builds"."work" in ('WAITING', 'RETRY');--> statement-breakpoint
CREATE INDEX "reports_received" ON "reports" USING btree ("received_at");