-- Reports read long spans of days: indexes that hold all they sum, so that a year of 100,000 orders is read without touching the rows.
DROP INDEX orders_paid_day;
CREATE INDEX orders_sold ON orders (paid_day, customer, subtotal, discount, shipping, unique_code, total) WHERE paid_day IS NOT NULL;
CREATE INDEX orders_buyer ON orders (customer, paid_day, total) WHERE paid_day IS NOT NULL;
CREATE INDEX order_line_sold ON order_line (orders, product, qty, total, cost);
CREATE INDEX refund_day ON refund (day, orders, amount);
CREATE INDEX stock_move_day ON stock_move (day, variant, on_hand, reason);
DROP INDEX payment_day;
CREATE INDEX payment_day ON payment (day, method, state, amount) WHERE day IS NOT NULL;
