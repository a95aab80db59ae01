-- Pictures at full strength (shop/media*.c): blur is what is shown until a photo is there (16 points, made by etalase-media), alt is what it shows wherever it is used without words of that place.
ALTER TABLE media ADD COLUMN blur TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN alt TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN alt_en TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN version @INT NOT NULL DEFAULT 1;
CREATE INDEX media_plain ON media (id) WHERE state = 'ready' AND alpha = 0 AND blur = '';
CREATE INDEX variant_media ON variant (media) WHERE media IS NOT NULL;
CREATE INDEX category_media ON category (media) WHERE media IS NOT NULL;
CREATE INDEX social_post_picture_media ON social_post_picture (media);
