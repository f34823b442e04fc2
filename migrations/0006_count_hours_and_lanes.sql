-- What is there already: its last change is the nearest that is known.
UPDATE builds SET
  decided_at = CASE WHEN verdict IS NOT NULL THEN changed_at END,
  open_since = CASE WHEN work IS NOT NULL THEN opened_at END;
--> statement-breakpoint
INSERT INTO counter_deltas (target_id, key, delta)
SELECT target_id, key, count(*) FROM (
  SELECT target_id, 'OPEN:' || lane AS key FROM builds WHERE work IS NOT NULL
  UNION ALL SELECT target_id, 'QUEUED' FROM builds WHERE queued_at IS NOT NULL
) AS known GROUP BY target_id, key;
--> statement-breakpoint
-- When the verdict was spoken and since when there is work: no path that changes a build can forget them.
CREATE FUNCTION stamp_build() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.decided_at := CASE WHEN NEW.verdict IS NOT NULL THEN coalesce(NEW.decided_at, now()) END;
    NEW.open_since := CASE WHEN NEW.work IS NOT NULL THEN coalesce(NEW.open_since, now()) END;
    RETURN NEW;
  END IF;
  IF NEW.verdict IS NULL THEN
    NEW.decided_at := NULL;
  ELSIF NEW.verdict IS DISTINCT FROM OLD.verdict AND NEW.decided_at IS NOT DISTINCT FROM OLD.decided_at THEN
    NEW.decided_at := now();
  END IF;
  IF NEW.work IS NULL THEN
    NEW.open_since := NULL;
  ELSIF OLD.work IS NULL AND NEW.open_since IS NULL THEN
    NEW.open_since := now();
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER builds_stamped_insert BEFORE INSERT ON builds FOR EACH ROW EXECUTE FUNCTION stamp_build();
--> statement-breakpoint
CREATE TRIGGER builds_stamped_update BEFORE UPDATE ON builds FOR EACH ROW
  WHEN (NEW.verdict IS DISTINCT FROM OLD.verdict OR (NEW.work IS NULL) <> (OLD.work IS NULL))
  EXECUTE FUNCTION stamp_build();
--> statement-breakpoint
-- The counters that a build stands in.
CREATE FUNCTION build_keys(work work_state, verdict verdict, lane lane, queued_at timestamptz) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT array_remove(ARRAY[
    work::text, verdict::text,
    CASE WHEN work IS NOT NULL THEN 'OPEN:' || lane END,
    CASE WHEN queued_at IS NOT NULL THEN 'QUEUED' END
  ], NULL)
$$;
--> statement-breakpoint
-- As before, with lanes and the queue, and with what happened in each hour (UTC).
CREATE OR REPLACE FUNCTION count_builds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counter_deltas (target_id, key, delta)
    SELECT target_id, key, count(*) FROM fresh, unnest(build_keys(work, verdict, lane, queued_at)) AS key
    GROUP BY target_id, key;
    INSERT INTO counter_deltas (target_id, hour, key, delta)
    SELECT target_id, date_trunc('hour', at, 'UTC') AS hour, key, count(*) FROM (
      SELECT target_id, open_since AS at, 'OPENED' AS key FROM fresh WHERE work IS NOT NULL
      UNION ALL SELECT target_id, decided_at, verdict::text FROM fresh WHERE verdict IN ('BUILT', 'FAILED', 'EXCLUDED')
    ) AS event GROUP BY target_id, hour, key;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO counter_deltas (target_id, key, delta)
    SELECT target_id, key, sum(n) FROM (
      SELECT target_id, key, 1 AS n FROM fresh, unnest(build_keys(work, verdict, lane, queued_at)) AS key
      UNION ALL SELECT target_id, key, -1 FROM stale, unnest(build_keys(work, verdict, lane, queued_at)) AS key
    ) AS change GROUP BY target_id, key HAVING sum(n) <> 0;
    INSERT INTO counter_deltas (target_id, hour, key, delta)
    SELECT target_id, date_trunc('hour', at, 'UTC') AS hour, key, count(*) FROM (
      SELECT f.target_id, f.open_since AS at, 'OPENED' AS key
      FROM fresh f JOIN stale s ON s.id = f.id WHERE f.work IS NOT NULL AND s.work IS NULL
      UNION ALL
      SELECT f.target_id, f.decided_at, f.verdict::text
      FROM fresh f JOIN stale s ON s.id = f.id
      WHERE f.verdict IN ('BUILT', 'FAILED', 'EXCLUDED') AND f.decided_at IS DISTINCT FROM s.decided_at
    ) AS event GROUP BY target_id, hour, key;
  ELSE
    INSERT INTO counter_deltas (target_id, key, delta)
    SELECT target_id, key, -count(*) FROM stale, unnest(build_keys(work, verdict, lane, queued_at)) AS key
    GROUP BY target_id, key;
  END IF;
  RETURN NULL;
END $$;
