-- What changes of a package or target without a person is written down where it changes, whoever wrote the statement.
CREATE FUNCTION record_package_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status IS DISTINCT FROM OLD.status THEN
    INSERT INTO audit_events (actor, action, subject, reason)
    VALUES ('upstream', 'package.status', 'package:' || NEW.name, OLD.status || ' before, ' || NEW.status || ' now');
  END IF;
  IF (NEW.removed_at IS NULL) <> (OLD.removed_at IS NULL) THEN
    INSERT INTO audit_events (actor, action, subject, reason)
    VALUES ('upstream', CASE WHEN NEW.removed_at IS NULL THEN 'package.restore' ELSE 'package.remove' END,
      'package:' || NEW.name, CASE WHEN NEW.removed_at IS NULL THEN 'it is there again' ELSE 'it is gone upstream' END);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER packages_recorded AFTER UPDATE ON packages FOR EACH ROW
  WHEN (NEW.status IS DISTINCT FROM OLD.status OR (NEW.removed_at IS NULL) <> (OLD.removed_at IS NULL))
  EXECUTE FUNCTION record_package_change();
--> statement-breakpoint
CREATE FUNCTION record_target_rest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_events (actor, action, subject, reason)
  VALUES ('farm', CASE WHEN NEW.breaker_until IS NULL THEN 'target.work' ELSE 'target.rest' END,
    'target:' || NEW.abi || ':' || NEW.platform,
    CASE WHEN NEW.breaker_until IS NULL THEN 'a build came to an end there'
      ELSE NEW.breaker_failures || ' failures of the farm in a row; until ' || NEW.breaker_until END);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER targets_recorded AFTER UPDATE ON targets FOR EACH ROW
  WHEN ((NEW.breaker_until IS NULL) <> (OLD.breaker_until IS NULL))
  EXECUTE FUNCTION record_target_rest();
