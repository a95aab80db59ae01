{{%AUTOESCAPE context="HTML"}}
<!doctype html>
<html lang="{{LANG}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no, date=no, address=no"><title>{{SUBJECT}}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark }
a { color: #B23A0A }
@media (prefers-color-scheme: dark) {
.page { background: #17120F !important; color: #F6EDE3 !important }
.card { background: #221B17 !important; border-color: #3B3028 !important }
.well { background: #2E2520 !important }
.q { color: #BBAEA2 !important }
.line { border-color: #3B3028 !important }
.ink { color: #F6EDE3 !important }
.lead { color: #FFB08A !important }
}
</style></head>
<body class="page" style="margin:0;padding:0;background:#FBF8F3;color:#1F1A17;-webkit-text-size-adjust:100%">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#FBF8F3;color:#1F1A17"><tr><td align="center" style="padding:16px 12px 32px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;font-family:'Plus Jakarta Sans',Roboto,'Segoe UI',Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
<tr><td class="ink" style="padding:8px 4px 16px;font-size:20px;font-weight:800;color:#1F1A17">{{SHOP_NAME}}</td></tr>
<tr><td class="card" style="background:#FFFFFF;border:1px solid #E7DFD5;border-radius:16px;padding:24px 20px">
<p class="q" style="margin:0 0 12px;font-size:14px;color:#6B625A">[[Order]] <b class="ink" style="color:#1F1A17">{{ORDER_NUMBER}}</b> · {{PLACED}}</p>
{{#PARAGRAPH}}<p style="margin:0 0 14px;overflow-wrap:anywhere">{{#TEXT_LINE}}{{#NEXT_LINE}}<br>{{/NEXT_LINE}}{{TEXT}}{{/TEXT_LINE}}</p>{{/PARAGRAPH}}
{{#PAY_BOX}}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 16px"><tr><td class="well" style="background:#F4ECE0;border-radius:12px;padding:16px">
<p class="q" style="margin:0;font-size:14px;color:#6B625A">[[Transfer exactly, to the last digit]]</p>
<p class="ink" style="margin:2px 0 0;font-size:28px;font-weight:800;line-height:1.3;color:#1F1A17">{{AMOUNT_HEAD}}{{#HAS_CODE}}<span class="lead" style="color:#B23A0A">{{AMOUNT_TAIL}}</span>{{/HAS_CODE}}</p>
{{#HAS_DUE}}<p class="q" style="margin:4px 0 0;font-size:14px;color:#6B625A">[[To be paid by {{DUE_AT}}]]</p>{{/HAS_DUE}}
{{#ACCOUNT}}<p class="line" style="margin:12px 0 0;padding:12px 0 0;border-top:1px solid #E0D4C4"><span class="q" style="font-size:14px;color:#6B625A">{{BANK}}</span><br><b style="font-size:18px;letter-spacing:.02em">{{NUMBER}}</b><br>[[in the name of {{HOLDER}}]]</p>{{/ACCOUNT}}
</td></tr></table>{{/PAY_BOX}}
{{#PARCEL_BOX}}{{#PARCEL}}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 16px"><tr><td class="well" style="background:#F4ECE0;border-radius:12px;padding:16px">
<p class="q" style="margin:0;font-size:14px;color:#6B625A">[[Sent with]] {{PARCEL_COURIER}}, {{PARCEL_WHEN}}</p>
{{#HAS_TRACKING}}<p style="margin:4px 0 0"><span class="q" style="font-size:14px;color:#6B625A">[[Tracking number]]</span><br><b class="ink" style="font-size:20px;letter-spacing:.02em;color:#1F1A17;overflow-wrap:anywhere">{{TRACKING}}</b></p>{{/HAS_TRACKING}}
{{#HAS_TRACKING_URL}}<p style="margin:8px 0 0"><a href="{{TRACKING_URL}}" class="lead" style="color:#B23A0A;font-weight:700">[[Follow it at the courier's]]</a></p>{{/HAS_TRACKING_URL}}
</td></tr></table>{{/PARCEL}}{{/PARCEL_BOX}}
<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" style="margin:8px 0 20px"><tr><td align="center" style="background:#C2410C;border-radius:12px"><a href="{{ORDER_URL}}" style="display:block;padding:14px 20px;color:#FFFFFF;font-weight:700;text-decoration: none">{{#FOR_BUYER}}[[See my order]]{{/FOR_BUYER}}{{#FOR_OWNER}}[[Open this order]]{{/FOR_OWNER}}</a></td></tr></table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="font-size:15px">
{{#LINE}}<tr><td class="line" style="padding:10px 8px 10px 0;border-top:1px solid #E7DFD5;overflow-wrap:anywhere">{{LINE_NAME}}{{#HAS_OPTIONS}}<br><span class="q" style="font-size:14px;color:#6B625A">{{LINE_OPTIONS}}</span>{{/HAS_OPTIONS}}<br><span class="q" style="font-size:14px;color:#6B625A">{{LINE_QTY}} × {{LINE_PRICE}}</span>{{#BELOW}}<br><span class="q" style="font-size:14px;color:#6B625A">{{BELOW_TEXT}}</span>{{/BELOW}}</td><td class="line" align="right" valign="top" style="padding:10px 0;border-top:1px solid #E7DFD5;white-space:nowrap">{{LINE_TOTAL}}</td></tr>{{/LINE}}
<tr><td class="line" style="padding:10px 8px 2px 0;border-top:2px solid #E7DFD5">[[Subtotal]]</td><td class="line" align="right" style="padding:10px 0 2px;border-top:2px solid #E7DFD5;white-space:nowrap">{{SUBTOTAL}}</td></tr>
{{#HAS_DISCOUNT}}<tr><td style="padding:2px 8px 2px 0">[[Discount]]</td><td align="right" style="padding:2px 0;white-space:nowrap">{{DISCOUNT}}</td></tr>{{/HAS_DISCOUNT}}
<tr><td style="padding:2px 8px 2px 0">{{SHIP_NAME}}</td><td align="right" style="padding:2px 0;white-space:nowrap">{{#SHIP_PAID}}{{SHIPPING}}{{/SHIP_PAID}}{{#SHIP_FREE}}[[Free]]{{/SHIP_FREE}}</td></tr>
{{#HAS_CODE}}<tr><td style="padding:2px 8px 2px 0">[[Unique digits]]</td><td align="right" style="padding:2px 0;white-space:nowrap">{{CODE}}</td></tr>{{/HAS_CODE}}
<tr><td style="padding:8px 8px 0 0;font-size:18px;font-weight:800">[[Total]]</td><td align="right" style="padding:8px 0 0;font-size:18px;font-weight:800;white-space:nowrap">{{TOTAL}}</td></tr></table>
<p class="line q" style="margin:16px 0 0;padding:14px 0 0;border-top:1px solid #E7DFD5;font-size:14px;color:#6B625A">[[mail|For]] <b class="ink" style="color:#1F1A17">{{SHIP_TO}}</b>{{#HAS_ADDRESS}}, {{AREA}}{{/HAS_ADDRESS}}<br>{{PAY_NAME}} · {{SHIP_NAME}}</p>
</td></tr>
<tr><td class="q" style="padding:20px 4px 0;font-size:14px;color:#6B625A">{{#FOR_BUYER}}<b class="ink" style="color:#1F1A17">{{SHOP_NAME}}</b>{{#HAS_SHOP_ADDRESS}}<br>{{SHOP_ADDRESS}}{{/HAS_SHOP_ADDRESS}}{{#HAS_CHAT}}<br>WhatsApp <a href="{{CHAT_URL}}" class="lead" style="color:#B23A0A">{{SHOP_PHONE}}</a>{{/HAS_CHAT}}<br><br>[[This mail came by itself since somebody ordered with this address. If it was not you, no need to do anything.]]{{/FOR_BUYER}}{{#FOR_OWNER}}[[This mail comes with each new order. The address is set under More → The shop.]]{{/FOR_OWNER}}</td></tr>
</table></td></tr></table></body></html>
