-- Campaigns (shop/campaign.h) have days and a folded name, by which files of spending find them; a post is written for one. Days and campaign: 0 none.
ALTER TABLE campaign ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN first_day @INT NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN last_day @INT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX campaign_folded ON campaign (folded) WHERE folded <> '';
ALTER TABLE social_post ADD COLUMN campaign @INT NOT NULL DEFAULT 0;
