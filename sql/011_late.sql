-- Sums of transfers that are reserved for a while after their order is over, in case the money comes late: looked for by amount.
CREATE INDEX payment_late ON payment (amount) WHERE exact = 1 AND state = 'void';
