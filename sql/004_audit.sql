-- The trail is a chain: each row holds the hash of the row before it and its own (src/shop/audit.c); audit_head holds the last one and how many there are.
ALTER TABLE audit ADD COLUMN prev TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_act ON audit (act, id);

CREATE TABLE audit_head (
	id @INT NOT NULL PRIMARY KEY CHECK (id = 1),
	rows @INT NOT NULL,
	hash TEXT NOT NULL
) @STRICT;

-- Rows are only ever added.
-- only: sqlite
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
	SELECT RAISE(ABORT, 'rows of audit are only added');
END;;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
	SELECT RAISE(ABORT, 'rows of audit are only added');
END;;
-- end
-- only: postgres
CREATE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'rows of audit are only added';
END
$$;;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_added();;
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added();;
-- end
