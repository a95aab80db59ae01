-- What a picture shows, as the import said it; it goes to the picture's link when the picture has come.
ALTER TABLE picture_source ADD COLUMN alt TEXT NOT NULL DEFAULT '';
ALTER TABLE picture_source ADD COLUMN alt_en TEXT NOT NULL DEFAULT '';
