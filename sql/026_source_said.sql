-- Whether the link that an order names was told by its spoken code, at the checkout or to staff, and not tapped or scanned. Sums of visits are looked up by link, too (shop/report_links.c).
ALTER TABLE orders ADD COLUMN source_said @INT NOT NULL DEFAULT 0 CHECK (source_said IN (0, 1));
CREATE INDEX visit_day_link ON visit_day (link, day) WHERE link > 0;
