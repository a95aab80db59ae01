{{!TEXT}}{{#PARAGRAPH}}
{{#TEXT_LINE}}
{{TEXT}}
{{/TEXT_LINE}}

{{/PARAGRAPH}}
{{#PAY_BOX}}
[[Transfer exactly, to the last digit]]: {{AMOUNT}}
{{#HAS_DUE}}
[[To be paid by {{DUE_AT}}]]
{{/HAS_DUE}}
{{#ACCOUNT}}
{{BANK}} {{NUMBER}}, [[in the name of {{HOLDER}}]]
{{/ACCOUNT}}

{{/PAY_BOX}}
{{#PARCEL_BOX}}
{{#PARCEL}}
[[Sent with]] {{PARCEL_COURIER}}, {{PARCEL_WHEN}}
{{#HAS_TRACKING}}
[[Tracking number]]: {{TRACKING}}
{{/HAS_TRACKING}}
{{#HAS_TRACKING_URL}}
{{TRACKING_URL}}
{{/HAS_TRACKING_URL}}

{{/PARCEL}}
{{/PARCEL_BOX}}
{{#FOR_BUYER}}
[[See my order]]: {{ORDER_URL}}
{{/FOR_BUYER}}
{{#FOR_OWNER}}
[[Open this order]]: {{ORDER_URL}}
{{/FOR_OWNER}}

[[Order]] {{ORDER_NUMBER}}, {{PLACED}}
{{#LINE}}
{{LINE_QTY}} × {{LINE_NAME}}{{#HAS_OPTIONS}}, {{LINE_OPTIONS}}{{/HAS_OPTIONS}}: {{LINE_TOTAL}}
{{#BELOW}}
   {{BELOW_TEXT}}
{{/BELOW}}
{{/LINE}}
[[Subtotal]]: {{SUBTOTAL}}
{{#HAS_DISCOUNT}}
[[Discount]]: {{DISCOUNT}}
{{/HAS_DISCOUNT}}
{{SHIP_NAME}}: {{#SHIP_PAID}}{{SHIPPING}}{{/SHIP_PAID}}{{#SHIP_FREE}}[[Free]]{{/SHIP_FREE}}
{{#HAS_CODE}}
[[Unique digits]]: {{CODE}}
{{/HAS_CODE}}
[[Total]]: {{TOTAL}}
[[mail|For]] {{SHIP_TO}}{{#HAS_ADDRESS}}, {{AREA}}{{/HAS_ADDRESS}}

-- 
{{#FOR_BUYER}}
{{SHOP_NAME}}
{{#HAS_SHOP_ADDRESS}}
{{SHOP_ADDRESS}}
{{/HAS_SHOP_ADDRESS}}
{{#HAS_CHAT}}
WhatsApp {{SHOP_PHONE}}
{{/HAS_CHAT}}
[[This mail came by itself since somebody ordered with this address. If it was not you, no need to do anything.]]
{{/FOR_BUYER}}
{{#FOR_OWNER}}
[[This mail comes with each new order. The address is set under More → The shop.]]
{{/FOR_OWNER}}
