-- Posts for social networks as people write them (shop/social_post.h): what they are about, their pictures and the accounts they go to. What became of one on an account: publication.
-- due_at 0: at once; reason: message id of what stopped the last try; sent_at 0: never sent.
CREATE TABLE social_post (
	id @ID,
	state TEXT NOT NULL CHECK (state IN ('draft', 'making', 'out')),
	body TEXT NOT NULL DEFAULT '',
	hashtags TEXT NOT NULL DEFAULT '',
	shape TEXT NOT NULL DEFAULT 'square' CHECK (shape IN ('square', 'portrait', 'wide')),
	fit TEXT NOT NULL DEFAULT 'crop' CHECK (fit IN ('crop', 'pad')),
	sticker @INT NOT NULL DEFAULT 0 CHECK (sticker IN (0, 1)),
	frame @INT NOT NULL DEFAULT 0 CHECK (frame IN (0, 1)),
	due_at @INT NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT '',
	daily @INT NOT NULL DEFAULT 0 CHECK (daily IN (0, 1)),
	made_at @INT NOT NULL,
	updated_at @INT NOT NULL,
	sent_at @INT NOT NULL DEFAULT 0,
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE INDEX social_post_state ON social_post (state, updated_at);
CREATE INDEX social_post_sent ON social_post (sent_at) WHERE sent_at > 0;

CREATE TABLE social_post_goods (
	post @INT NOT NULL REFERENCES social_post (id),
	product @INT NOT NULL,
	position @INT NOT NULL,
	PRIMARY KEY (post, product)
) @STRICT;
CREATE INDEX social_post_goods_product ON social_post_goods (product);

-- chosen 0: uploaded here, but left out. poster: the drawing that was asked for when the post was sent last.
CREATE TABLE social_post_picture (
	post @INT NOT NULL REFERENCES social_post (id),
	media @INT NOT NULL REFERENCES media (id),
	position @INT NOT NULL,
	chosen @INT NOT NULL CHECK (chosen IN (0, 1)),
	alt TEXT NOT NULL DEFAULT '',
	poster @INT NOT NULL DEFAULT 0,
	PRIMARY KEY (post, media)
) @STRICT;

CREATE TABLE social_post_account (
	post @INT NOT NULL REFERENCES social_post (id),
	account @INT NOT NULL REFERENCES social_account (id),
	PRIMARY KEY (post, account)
) @STRICT;

-- Words that posts begin with (shop/caption.h).
CREATE TABLE caption (
	id @ID,
	name TEXT NOT NULL,
	body TEXT NOT NULL,
	hashtags TEXT NOT NULL DEFAULT '',
	version @INT NOT NULL DEFAULT 1,
	updated_at @INT NOT NULL
) @STRICT;

-- One row: hashtags that every post begins with, and the product of the day. days: a bit a weekday, 1 Monday … 64 Sunday; minute of the shop's day; rest_days: how long a product rests after a post;
-- last_day: the shop's day that was looked at last, result: a message id of what came of it.
CREATE TABLE social_setting (
	id @INT NOT NULL PRIMARY KEY CHECK (id = 1),
	hashtags TEXT NOT NULL DEFAULT '',
	daily @INT NOT NULL DEFAULT 0 CHECK (daily IN (0, 1)),
	minute @INT NOT NULL DEFAULT 540 CHECK (minute >= 0 AND minute < 1440),
	days @INT NOT NULL DEFAULT 127 CHECK (days >= 0 AND days < 128),
	caption @INT NOT NULL DEFAULT 0,
	rest_days @INT NOT NULL DEFAULT 14 CHECK (rest_days >= 1 AND rest_days <= 365),
	last_day @INT NOT NULL DEFAULT 0,
	result TEXT NOT NULL DEFAULT '',
	result_post @INT NOT NULL DEFAULT 0,
	version @INT NOT NULL DEFAULT 0
) @STRICT;
INSERT INTO social_setting (id) VALUES (1);

CREATE TABLE social_daily_account (
	account @INT NOT NULL PRIMARY KEY REFERENCES social_account (id)
) @STRICT;
