-- What happened stays as it was written: neither a mistake in the code nor a stolen password of the farm's own rewrites it by the way.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
--> statement-breakpoint
CREATE TRIGGER build_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON build_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
