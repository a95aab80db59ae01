{{%AUTOESCAPE context="XML"}}
{{#OPEN}}<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel>
<title>{{SHOP_NAME}}</title>
<link>{{SHOP_URL}}</link>
<description>{{SHOP_NAME}}</description>
{{/OPEN}}
{{#ITEM}}<item><g:id>{{ID}}</g:id><title>{{TITLE}}</title><description>{{DESCRIPTION}}</description><link>{{LINK}}</link><g:image_link>{{IMAGE}}</g:image_link>{{#MORE_IMAGE}}<g:additional_image_link>{{TEXT}}</g:additional_image_link>{{/MORE_IMAGE}}<g:availability>{{AVAILABILITY}}</g:availability>{{#AVAILABLE_ON}}<g:availability_date>{{TEXT}}</g:availability_date>{{/AVAILABLE_ON}}<g:condition>new</g:condition><g:price>{{PRICE}}</g:price>{{#SALE_PRICE}}<g:sale_price>{{TEXT}}</g:sale_price>{{/SALE_PRICE}}{{#SALE_DAYS}}<g:sale_price_effective_date>{{TEXT}}</g:sale_price_effective_date>{{/SALE_DAYS}}<g:brand>{{BRAND}}</g:brand>{{#GROUP}}<g:item_group_id>{{TEXT}}</g:item_group_id>{{/GROUP}}{{#GTIN}}<g:gtin>{{TEXT}}</g:gtin>{{/GTIN}}{{#MPN}}<g:mpn>{{TEXT}}</g:mpn>{{/MPN}}{{#NO_IDENTIFIER}}<g:identifier_exists>{{TEXT}}</g:identifier_exists>{{/NO_IDENTIFIER}}{{#TYPE}}<g:product_type>{{TEXT}}</g:product_type>{{/TYPE}}{{#COLOR}}<g:color>{{TEXT}}</g:color>{{/COLOR}}{{#SIZE}}<g:size>{{TEXT}}</g:size>{{/SIZE}}{{#MATERIAL}}<g:material>{{TEXT}}</g:material>{{/MATERIAL}}{{#PATTERN}}<g:pattern>{{TEXT}}</g:pattern>{{/PATTERN}}{{#UNIT_MEASURE}}<g:unit_pricing_measure>{{TEXT}}</g:unit_pricing_measure>{{/UNIT_MEASURE}}{{#UNIT_BASE}}<g:unit_pricing_base_measure>{{TEXT}}</g:unit_pricing_base_measure>{{/UNIT_BASE}}{{#WEIGHT}}<g:shipping_weight>{{TEXT}}</g:shipping_weight>{{/WEIGHT}}</item>
{{/ITEM}}
{{#CLOSE}}</channel>
</rss>
{{/CLOSE}}
