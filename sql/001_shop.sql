-- The first schema: what is dear to add later is here from the first day (place in every stock row, channel and ref on every order, texts
-- per language, prices with a currency, local days beside UTC seconds, audit, consent, external ids, versions on what staff edit).
-- Dialect words and traps: sql/README.md. Money is whole rupiah (minor unit of `currency`), weights grams, lengths millimetres, *_at UTC seconds,
-- `day` the shop's local day (days since 1970-01-01).

-- The shop's own data: what the shopkeeper changes. One row a name; `counter` holds numbers that must not skip or that count versions.
CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL,
	version @INT NOT NULL DEFAULT 1,
	updated_at @INT NOT NULL
) @STRICT;

CREATE TABLE counter (
	name TEXT NOT NULL PRIMARY KEY,
	value @INT NOT NULL
) @STRICT;

CREATE TABLE audit (
	id @ID,
	at @INT NOT NULL,
	actor_kind TEXT NOT NULL CHECK (actor_kind IN ('system', 'visitor', 'customer', 'staff')),
	actor @INT,
	act TEXT NOT NULL,
	object TEXT NOT NULL,
	object_id @INT,
	before TEXT,
	after TEXT,
	request_id TEXT NOT NULL DEFAULT ''
) @STRICT;
CREATE INDEX audit_object ON audit (object, object_id, id);

CREATE TABLE outbox (
	id @ID,
	lane TEXT NOT NULL,
	kind TEXT NOT NULL,
	payload TEXT NOT NULL,
	dedupe TEXT UNIQUE,
	state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'leased', 'done', 'failed')),
	due_at @INT NOT NULL,
	lease_by TEXT,
	lease_until @INT,
	attempts @INT NOT NULL DEFAULT 0,
	reason TEXT,
	created_at @INT NOT NULL,
	done_at @INT
) @STRICT;
CREATE INDEX outbox_due ON outbox (lane, due_at, id) WHERE state IN ('due', 'leased');
CREATE INDEX outbox_old ON outbox (done_at) WHERE state = 'done';

-- When each scheduled job of the worker last ran, and its lease among several machines.
CREATE TABLE job (
	name TEXT NOT NULL PRIMARY KEY,
	next_at @INT NOT NULL,
	lease_by TEXT,
	lease_until @INT NOT NULL DEFAULT 0,
	last_at @INT,
	last_ms @INT,
	last_result TEXT
) @STRICT;

CREATE TABLE staff (
	id @ID,
	login TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'cashier', 'warehouse', 'driver', 'social', 'leader')),
	password_hash TEXT NOT NULL,
	lang TEXT NOT NULL DEFAULT 'id' CHECK (lang IN ('id', 'en')),
	simple @INT NOT NULL DEFAULT 1,
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	created_at @INT NOT NULL,
	password_at @INT NOT NULL,
	version @INT NOT NULL DEFAULT 1
) @STRICT;

CREATE TABLE customer (
	id @ID,
	phone TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	email TEXT,
	lang TEXT NOT NULL DEFAULT 'id',
	note TEXT NOT NULL DEFAULT '',
	created_at @INT NOT NULL,
	version @INT NOT NULL DEFAULT 1
) @STRICT;

CREATE TABLE consent (
	id @ID,
	customer @INT NOT NULL REFERENCES customer (id),
	kind TEXT NOT NULL,
	given @INT NOT NULL CHECK (given IN (0, 1)),
	text_version TEXT NOT NULL,
	at @INT NOT NULL
) @STRICT;
CREATE INDEX consent_customer ON consent (customer, kind, id);

-- Only hashes of tokens are kept. kind 'shop': a visitor after the first POST; 'staff': somebody logged in.
CREATE TABLE session (
	id @ID,
	kind TEXT NOT NULL CHECK (kind IN ('shop', 'staff')),
	token_hash TEXT NOT NULL UNIQUE,
	csrf TEXT NOT NULL,
	staff @INT REFERENCES staff (id),
	customer @INT REFERENCES customer (id),
	district @INT,
	created_at @INT NOT NULL,
	seen_at @INT NOT NULL,
	expires_at @INT NOT NULL
) @STRICT;
CREATE INDEX session_expiry ON session (expires_at);
CREATE INDEX session_staff ON session (staff) WHERE staff IS NOT NULL;

-- Failed logins, counted per account and per network address (hashed with a daily salt).
CREATE TABLE login_failure (
	id @ID,
	account TEXT NOT NULL,
	network TEXT NOT NULL,
	at @INT NOT NULL
) @STRICT;
CREATE INDEX login_failure_account ON login_failure (account, at);
CREATE INDEX login_failure_network ON login_failure (network, at);

-- Regions of Kepmendagri 300.2.2-2430/2025; code 13, 1312, 131207; loaded from sql/regions.tsv.
CREATE TABLE region (
	code @INT NOT NULL PRIMARY KEY,
	parent @INT,
	name TEXT NOT NULL,
	folded TEXT NOT NULL,
	retired @INT NOT NULL DEFAULT 0
) @STRICT;
CREATE INDEX region_parent ON region (parent, name);
CREATE INDEX region_folded ON region (folded);

-- Slugs with their history: an old one answers 301 to the current one.
CREATE TABLE slug (
	kind TEXT NOT NULL CHECK (kind IN ('product', 'category', 'page')),
	slug TEXT NOT NULL,
	object @INT NOT NULL,
	current @INT NOT NULL CHECK (current IN (0, 1)),
	at @INT NOT NULL,
	PRIMARY KEY (kind, slug)
) @STRICT;
CREATE UNIQUE INDEX slug_current ON slug (kind, object) WHERE current = 1;

CREATE TABLE media (
	id @ID,
	hash TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'refused')),
	reason TEXT,
	width @INT NOT NULL DEFAULT 0,
	height @INT NOT NULL DEFAULT 0,
	bytes @INT NOT NULL DEFAULT 0,
	alpha @INT NOT NULL DEFAULT 0,
	focal_x @INT NOT NULL DEFAULT 50,
	focal_y @INT NOT NULL DEFAULT 50,
	created_at @INT NOT NULL
) @STRICT;

CREATE TABLE category (
	id @ID,
	parent @INT REFERENCES category (id),
	position @INT NOT NULL DEFAULT 0,
	media @INT REFERENCES media (id),
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE INDEX category_parent ON category (parent, position, id);

CREATE TABLE category_text (
	category @INT NOT NULL REFERENCES category (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	description TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (category, lang)
) @STRICT;

CREATE TABLE product (
	id @ID,
	status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
	unit TEXT NOT NULL DEFAULT 'pcs',
	pirt TEXT NOT NULL DEFAULT '',
	halal TEXT NOT NULL DEFAULT '',
	bpom TEXT NOT NULL DEFAULT '',
	shelf_life_days @INT,
	tint @INT NOT NULL DEFAULT 0,
	featured @INT NOT NULL DEFAULT 0,
	position @INT NOT NULL DEFAULT 0,
	sold @INT NOT NULL DEFAULT 0,
	version @INT NOT NULL DEFAULT 1,
	created_at @INT NOT NULL,
	updated_at @INT NOT NULL,
	archived_at @INT
) @STRICT;
CREATE INDEX product_status ON product (status, id);
CREATE INDEX product_created ON product (created_at);

CREATE TABLE product_text (
	product @INT NOT NULL REFERENCES product (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	summary TEXT NOT NULL DEFAULT '',
	description TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (product, lang)
) @STRICT;

CREATE TABLE product_category (
	product @INT NOT NULL REFERENCES product (id),
	category @INT NOT NULL REFERENCES category (id),
	position @INT NOT NULL DEFAULT 0,
	PRIMARY KEY (product, category)
) @STRICT;
CREATE INDEX product_category_list ON product_category (category, position, product);

-- Facts shown as a table: "Komposisi", "Berat bersih".
CREATE TABLE product_attr (
	product @INT NOT NULL REFERENCES product (id),
	position @INT NOT NULL,
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (product, position, lang)
) @STRICT;

-- Options ("Isi", "Pedasnya") and their values, each once per product.
CREATE TABLE product_option (
	id @ID,
	product @INT NOT NULL REFERENCES product (id),
	position @INT NOT NULL,
	UNIQUE (product, position)
) @STRICT;
CREATE TABLE product_option_text (
	option @INT NOT NULL REFERENCES product_option (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	PRIMARY KEY (option, lang)
) @STRICT;
CREATE TABLE option_value (
	id @ID,
	option @INT NOT NULL REFERENCES product_option (id),
	position @INT NOT NULL
) @STRICT;
CREATE INDEX option_value_option ON option_value (option, position, id);
CREATE TABLE option_value_text (
	value @INT NOT NULL REFERENCES option_value (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	PRIMARY KEY (value, lang)
) @STRICT;

-- What is sold. Price is for price_qty units of the variant's unit (1 piece, 1000 g). sale_price counts from sale_from to before sale_to.
CREATE TABLE variant (
	id @ID,
	product @INT NOT NULL REFERENCES product (id),
	position @INT NOT NULL DEFAULT 0,
	sku TEXT,
	barcode TEXT,
	currency TEXT NOT NULL DEFAULT 'IDR',
	price @INT NOT NULL CHECK (price >= 0),
	price_qty @INT NOT NULL DEFAULT 1 CHECK (price_qty > 0),
	compare_at @INT CHECK (compare_at >= 0),
	sale_price @INT CHECK (sale_price >= 0),
	sale_from @INT,
	sale_to @INT,
	cost @INT CHECK (cost >= 0),
	weight_g @INT NOT NULL DEFAULT 0 CHECK (weight_g >= 0),
	length_mm @INT,
	width_mm @INT,
	height_mm @INT,
	media @INT REFERENCES media (id),
	low_at @INT NOT NULL DEFAULT 5 CHECK (low_at >= 0),
	stock_state TEXT NOT NULL DEFAULT 'habis' CHECK (stock_state IN ('ada', 'sedikit', 'habis')),
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE INDEX variant_product ON variant (product, position, id);
CREATE UNIQUE INDEX variant_sku ON variant (sku) WHERE sku IS NOT NULL AND active = 1;
CREATE INDEX variant_sale ON variant (sale_to) WHERE sale_price IS NOT NULL;

CREATE TABLE variant_value (
	variant @INT NOT NULL REFERENCES variant (id),
	option @INT NOT NULL REFERENCES product_option (id),
	value @INT NOT NULL REFERENCES option_value (id),
	PRIMARY KEY (variant, option)
) @STRICT;

CREATE TABLE media_link (
	id @ID,
	media @INT NOT NULL REFERENCES media (id),
	product @INT NOT NULL REFERENCES product (id),
	position @INT NOT NULL,
	alt TEXT NOT NULL DEFAULT '',
	alt_en TEXT NOT NULL DEFAULT ''
) @STRICT;
CREATE INDEX media_link_product ON media_link (product, position, id);
CREATE INDEX media_link_media ON media_link (media);

-- Addresses of pictures that an import named; fetching them is the worker's.
CREATE TABLE picture_source (
	product @INT NOT NULL REFERENCES product (id),
	url TEXT NOT NULL,
	position @INT NOT NULL,
	PRIMARY KEY (product, url)
) @STRICT;

-- Whatever came from elsewhere: (source, kind, its id) -> our object. fingerprint: hash of what it brought, so that the same file once more changes nothing.
CREATE TABLE external_id (
	source TEXT NOT NULL,
	kind TEXT NOT NULL,
	external TEXT NOT NULL,
	object @INT NOT NULL,
	fingerprint TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (source, kind, external)
) @STRICT;
CREATE INDEX external_id_object ON external_id (kind, object);

-- One portable term table for both databases, filled by shop/search.c: words, and for codes each of their endings, so a prefix range finds part of a code.
CREATE TABLE search_term (
	term TEXT NOT NULL,
	product @INT NOT NULL REFERENCES product (id),
	weight @INT NOT NULL,
	PRIMARY KEY (term, product)
) @STRICT;
CREATE INDEX search_term_product ON search_term (product);

-- Where stock lies. Place 1 is the shop itself.
CREATE TABLE place (
	id @ID,
	name TEXT NOT NULL
) @STRICT;
INSERT INTO place (id, name) VALUES (1, 'Toko');

-- The ledger is the truth; on_hand and reserved are its sums, kept beside it and rebuildable from it.
CREATE TABLE stock (
	variant @INT NOT NULL REFERENCES variant (id),
	place @INT NOT NULL REFERENCES place (id),
	on_hand @INT NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
	reserved @INT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
	PRIMARY KEY (variant, place),
	CHECK (reserved <= on_hand)
) @STRICT;

CREATE TABLE stock_move (
	id @ID,
	variant @INT NOT NULL REFERENCES variant (id),
	place @INT NOT NULL REFERENCES place (id),
	at @INT NOT NULL,
	day @INT NOT NULL,
	on_hand @INT NOT NULL,
	reserved @INT NOT NULL,
	reason TEXT NOT NULL CHECK (reason IN ('opening', 'count', 'purchase', 'loss', 'import', 'reserve', 'release', 'ship', 'return')),
	ref_kind TEXT NOT NULL DEFAULT '',
	ref @INT,
	actor_kind TEXT NOT NULL,
	actor @INT,
	note TEXT NOT NULL DEFAULT ''
) @STRICT;
CREATE INDEX stock_move_variant ON stock_move (variant, place, id);

-- Ways to ship, by area and weight. kind: own car, courier, pickup.
CREATE TABLE zone (
	id @ID,
	kind TEXT NOT NULL CHECK (kind IN ('own', 'courier', 'pickup')),
	courier TEXT NOT NULL DEFAULT 'table',
	position @INT NOT NULL DEFAULT 0,
	first_g @INT NOT NULL DEFAULT 1000 CHECK (first_g > 0),
	price_first @INT NOT NULL DEFAULT 0 CHECK (price_first >= 0),
	step_g @INT NOT NULL DEFAULT 1000 CHECK (step_g > 0),
	price_step @INT NOT NULL DEFAULT 0 CHECK (price_step >= 0),
	tolerance_g @INT NOT NULL DEFAULT 0 CHECK (tolerance_g >= 0),
	free_over @INT,
	max_g @INT,
	cod @INT NOT NULL DEFAULT 0 CHECK (cod IN (0, 1)),
	cod_max @INT,
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE TABLE zone_text (
	zone @INT NOT NULL REFERENCES zone (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	eta TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (zone, lang)
) @STRICT;
-- area: region code of any level, 0 for everywhere.
CREATE TABLE zone_area (
	zone @INT NOT NULL REFERENCES zone (id),
	area @INT NOT NULL,
	PRIMARY KEY (zone, area)
) @STRICT;
CREATE INDEX zone_area_area ON zone_area (area, zone);

CREATE TABLE bank_account (
	id @ID,
	bank TEXT NOT NULL,
	number TEXT NOT NULL,
	holder TEXT NOT NULL,
	position @INT NOT NULL DEFAULT 0,
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1
) @STRICT;

CREATE TABLE cart (
	id @ID,
	session @INT NOT NULL UNIQUE REFERENCES session (id),
	ref TEXT NOT NULL DEFAULT '',
	version @INT NOT NULL DEFAULT 1,
	created_at @INT NOT NULL,
	updated_at @INT NOT NULL
) @STRICT;
CREATE INDEX cart_updated ON cart (updated_at);
CREATE TABLE cart_line (
	cart @INT NOT NULL REFERENCES cart (id),
	variant @INT NOT NULL REFERENCES variant (id),
	qty @INT NOT NULL CHECK (qty > 0),
	position @INT NOT NULL,
	price_seen @INT NOT NULL,
	PRIMARY KEY (cart, variant)
) @STRICT;

CREATE TABLE orders (
	id @ID,
	number TEXT NOT NULL UNIQUE,
	ref TEXT NOT NULL UNIQUE,
	idem_key TEXT NOT NULL UNIQUE,
	idem_body TEXT NOT NULL,
	channel TEXT NOT NULL DEFAULT 'web',
	source_ref TEXT NOT NULL DEFAULT '',
	customer @INT NOT NULL REFERENCES customer (id),
	session @INT,
	lang TEXT NOT NULL,
	place @INT NOT NULL REFERENCES place (id),
	name TEXT NOT NULL,
	phone TEXT NOT NULL,
	email TEXT NOT NULL DEFAULT '',
	zone @INT,
	ship_kind TEXT NOT NULL CHECK (ship_kind IN ('own', 'courier', 'pickup')),
	ship_name TEXT NOT NULL,
	ship_eta TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL DEFAULT '',
	landmark TEXT NOT NULL DEFAULT '',
	village TEXT NOT NULL DEFAULT '',
	district_code @INT,
	district TEXT NOT NULL DEFAULT '',
	regency TEXT NOT NULL DEFAULT '',
	province TEXT NOT NULL DEFAULT '',
	postcode TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	currency TEXT NOT NULL DEFAULT 'IDR',
	subtotal @INT NOT NULL CHECK (subtotal >= 0),
	discount @INT NOT NULL DEFAULT 0 CHECK (discount >= 0),
	shipping @INT NOT NULL CHECK (shipping >= 0),
	unique_code @INT NOT NULL DEFAULT 0 CHECK (unique_code >= 0),
	total @INT NOT NULL CHECK (total >= 0),
	weight_g @INT NOT NULL DEFAULT 0,
	pay_method TEXT NOT NULL,
	pay_state TEXT NOT NULL CHECK (pay_state IN ('waiting', 'proof', 'paid', 'cod', 'refund_due', 'refunded', 'void')),
	delivery_state TEXT NOT NULL CHECK (delivery_state IN ('hold', 'to_pack', 'packed', 'shipped', 'delivered', 'cancelled')),
	placed_at @INT NOT NULL,
	day @INT NOT NULL,
	due_at @INT,
	paid_at @INT,
	paid_day @INT,
	packed_at @INT,
	shipped_at @INT,
	delivered_at @INT,
	cancelled_at @INT,
	cancel_reason TEXT NOT NULL DEFAULT '',
	staff_note TEXT NOT NULL DEFAULT '',
	version @INT NOT NULL DEFAULT 1,
	CHECK (total = subtotal - discount + shipping + unique_code)
) @STRICT;
CREATE INDEX orders_state ON orders (delivery_state, pay_state, id);
CREATE INDEX orders_customer ON orders (customer, id);
CREATE INDEX orders_day ON orders (day, id);
CREATE INDEX orders_paid_day ON orders (paid_day) WHERE paid_day IS NOT NULL;
CREATE INDEX orders_due ON orders (due_at) WHERE pay_state = 'waiting' AND delivery_state = 'hold';
CREATE INDEX orders_session ON orders (session, id) WHERE session IS NOT NULL;

CREATE TABLE order_line (
	id @ID,
	orders @INT NOT NULL REFERENCES orders (id),
	position @INT NOT NULL,
	variant @INT NOT NULL REFERENCES variant (id),
	product @INT NOT NULL REFERENCES product (id),
	name TEXT NOT NULL,
	options TEXT NOT NULL DEFAULT '',
	sku TEXT NOT NULL DEFAULT '',
	media TEXT NOT NULL DEFAULT '',
	unit_price @INT NOT NULL CHECK (unit_price >= 0),
	cost @INT,
	qty @INT NOT NULL CHECK (qty > 0),
	discount @INT NOT NULL DEFAULT 0 CHECK (discount >= 0),
	total @INT NOT NULL CHECK (total >= 0),
	weight_g @INT NOT NULL DEFAULT 0
) @STRICT;
CREATE INDEX order_line_orders ON order_line (orders, position);
CREATE INDEX order_line_product ON order_line (product);

-- What a transition did to each line, at most once: nothing is ever given back twice.
CREATE TABLE order_effect (
	line @INT NOT NULL REFERENCES order_line (id),
	effect TEXT NOT NULL CHECK (effect IN ('reserve', 'release', 'ship', 'return')),
	at @INT NOT NULL,
	PRIMARY KEY (line, effect)
) @STRICT;

-- The timeline. kind is a closed list in shop/order.c; detail is data (a tracking number, an amount), never a sentence.
CREATE TABLE order_event (
	id @ID,
	orders @INT NOT NULL REFERENCES orders (id),
	at @INT NOT NULL,
	kind TEXT NOT NULL,
	actor_kind TEXT NOT NULL,
	actor @INT,
	detail TEXT NOT NULL DEFAULT ''
) @STRICT;
CREATE INDEX order_event_orders ON order_event (orders, id);

-- amount is the exact sum asked for, unique among open payments so that the owner can tell transfers apart.
CREATE TABLE payment (
	id @ID,
	orders @INT NOT NULL REFERENCES orders (id),
	method TEXT NOT NULL,
	currency TEXT NOT NULL DEFAULT 'IDR',
	amount @INT NOT NULL CHECK (amount >= 0),
	state TEXT NOT NULL CHECK (state IN ('open', 'received', 'void', 'refunded')),
	exact @INT NOT NULL DEFAULT 0 CHECK (exact IN (0, 1)),
	external TEXT,
	created_at @INT NOT NULL,
	received_at @INT,
	day @INT,
	received_by @INT
) @STRICT;
CREATE INDEX payment_orders ON payment (orders);
CREATE UNIQUE INDEX payment_exact ON payment (amount) WHERE exact = 1 AND state = 'open';
CREATE INDEX payment_day ON payment (day) WHERE day IS NOT NULL;

-- Photos of transfers: private files, never a proof of payment by themselves.
CREATE TABLE payment_proof (
	id @ID,
	orders @INT NOT NULL REFERENCES orders (id),
	file TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'refused')),
	reason TEXT,
	width @INT NOT NULL DEFAULT 0,
	height @INT NOT NULL DEFAULT 0,
	at @INT NOT NULL
) @STRICT;
CREATE INDEX payment_proof_orders ON payment_proof (orders, id);

CREATE TABLE refund (
	id @ID,
	orders @INT NOT NULL REFERENCES orders (id),
	amount @INT NOT NULL CHECK (amount > 0),
	reason TEXT NOT NULL DEFAULT '',
	at @INT NOT NULL,
	day @INT NOT NULL,
	staff @INT
) @STRICT;
CREATE INDEX refund_orders ON refund (orders);

CREATE TABLE shipment (
	id @ID,
	orders @INT NOT NULL REFERENCES orders (id),
	courier TEXT NOT NULL,
	service TEXT NOT NULL DEFAULT '',
	tracking TEXT NOT NULL DEFAULT '',
	shipped_at @INT NOT NULL,
	delivered_at @INT
) @STRICT;
CREATE INDEX shipment_orders ON shipment (orders);
CREATE INDEX shipment_tracking ON shipment (tracking);

CREATE TABLE page (
	id @ID,
	position @INT NOT NULL DEFAULT 0,
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE TABLE page_text (
	page @INT NOT NULL REFERENCES page (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (page, lang)
) @STRICT;

INSERT INTO counter (name, value) VALUES ('catalog', 1), ('shop', 1), ('order', 0);
