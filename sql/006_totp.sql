-- The second step of a login: a seed sealed under the server's key, the last step that was used (a code works once), codes for the day the phone is lost (hashed).
CREATE TABLE staff_totp (
	staff @INT NOT NULL PRIMARY KEY REFERENCES staff (id),
	seed TEXT NOT NULL,
	step @INT NOT NULL DEFAULT 0,
	on_at @INT NOT NULL DEFAULT 0
) @STRICT;
CREATE TABLE staff_recovery (
	id @ID,
	staff @INT NOT NULL REFERENCES staff (id),
	hash TEXT NOT NULL,
	used_at @INT NOT NULL DEFAULT 0,
	UNIQUE (staff, hash)
) @STRICT;

-- A session whose password was right and whose code is still wanted; how many codes were wrong.
ALTER TABLE session ADD COLUMN half @INT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN tries @INT NOT NULL DEFAULT 0;
