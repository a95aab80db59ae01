-- Products with many variants: which variants have a value or an option is asked whenever one is renamed, moved or dropped, and by the foreign keys.
CREATE INDEX variant_value_value ON variant_value (value);
CREATE INDEX variant_value_option ON variant_value (option, variant);
