-- Sort keys are compared byte by byte, whatever the database's locale.
ALTER TABLE "releases" ALTER COLUMN "sort_key" TYPE text COLLATE "C";
--> statement-breakpoint
-- Counters follow every change of builds by themselves; one delta row per statement, target and key.
CREATE FUNCTION count_builds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counter_deltas (target_id, key, delta)
    SELECT target_id, key, sum(n) FROM (
      SELECT target_id, work::text AS key, 1 AS n FROM fresh WHERE work IS NOT NULL
      UNION ALL SELECT target_id, verdict::text, 1 FROM fresh WHERE verdict IS NOT NULL
    ) AS change GROUP BY target_id, key;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO counter_deltas (target_id, key, delta)
    SELECT target_id, key, sum(n) FROM (
      SELECT target_id, work::text AS key, 1 AS n FROM fresh WHERE work IS NOT NULL
      UNION ALL SELECT target_id, verdict::text, 1 FROM fresh WHERE verdict IS NOT NULL
      UNION ALL SELECT target_id, work::text, -1 FROM stale WHERE work IS NOT NULL
      UNION ALL SELECT target_id, verdict::text, -1 FROM stale WHERE verdict IS NOT NULL
    ) AS change GROUP BY target_id, key HAVING sum(n) <> 0;
  ELSE
    INSERT INTO counter_deltas (target_id, key, delta)
    SELECT target_id, key, sum(n) FROM (
      SELECT target_id, work::text AS key, -1 AS n FROM stale WHERE work IS NOT NULL
      UNION ALL SELECT target_id, verdict::text, -1 FROM stale WHERE verdict IS NOT NULL
    ) AS change GROUP BY target_id, key;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER builds_counted_insert AFTER INSERT ON builds
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_builds();
--> statement-breakpoint
CREATE TRIGGER builds_counted_update AFTER UPDATE ON builds
  REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_builds();
--> statement-breakpoint
CREATE TRIGGER builds_counted_delete AFTER DELETE ON builds
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION count_builds();
--> statement-breakpoint
-- The published name of a wheel and its bytes never change.
CREATE FUNCTION keep_wheel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.filename, NEW.sha256, NEW.size, NEW.metadata_sha256, NEW.release_id)
     IS DISTINCT FROM (OLD.filename, OLD.sha256, OLD.size, OLD.metadata_sha256, OLD.release_id) THEN
    RAISE EXCEPTION 'wheel % is published and never changes', OLD.filename USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER wheels_immutable BEFORE UPDATE ON wheels FOR EACH ROW EXECUTE FUNCTION keep_wheel();
