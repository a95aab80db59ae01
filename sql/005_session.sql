-- What a session list shows, and when this session's person last typed their password.
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN proved_at @INT NOT NULL DEFAULT 0;
