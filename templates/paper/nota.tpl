{{%AUTOESCAPE context="XML"}}
<paper title="{{TITLE}}" author="{{HEAD_NAME}}" width="{{PAPER_W}}" height="{{PAPER_H}}" sides="{{PAPER_SIDES}}" top="{{PAPER_TOP}}" bottom="{{PAPER_BOTTOM}}" size="{{PAPER_SIZE}}" numbers="1">
<p align="{{HEAD_ALIGN}}" scale="1.5" weight="800" line="1">{{HEAD_NAME}}</p>
{{#HEAD_ADDRESS}}<p align="{{HEAD_ALIGN}}">{{VALUE}}</p>{{/HEAD_ADDRESS}}
{{#HEAD_PHONE}}<p align="{{HEAD_ALIGN}}">WhatsApp {{VALUE}}</p>{{/HEAD_PHONE}}
{{#HEAD_NIB}}<p align="{{HEAD_ALIGN}}">NIB {{VALUE}}</p>{{/HEAD_NIB}}
{{#ROLL}}<rule before="2" after="1.6" dash="1"/>{{/ROLL}}
{{#FLAT}}<keep before="{{GAP}}"><rule h="2"/><rule h="{{GAP}}"/></keep>{{/FLAT}}
{{#INVOICE}}
<row><cell w="28"><p>[[Invoice]]</p></cell><cell><p weight="800">{{INVOICE_NUMBER}}</p></cell></row>
<row><cell w="28"><p>[[paper|Date]]</p></cell><cell><p>{{INVOICE_DATE}}</p></cell></row>
<row><cell w="28"><p>[[Order]]</p></cell><cell><p>{{ORDER_NUMBER}}, {{PLACED}}</p></cell></row>
<row valign="top"><cell w="28"><p>[[paper|For]]</p></cell><cell><p>{{SHIP_TO}}</p>{{#HAS_ADDRESS}}<p>{{ADDRESS}}</p><p>{{#HAS_VILLAGE}}{{VILLAGE}}, {{/HAS_VILLAGE}}{{AREA}}</p>{{/HAS_ADDRESS}}<p>{{PHONE}}</p></cell></row>
{{/INVOICE}}
{{#NOTA}}
{{#ROLL}}
<row><cell w="auto"><p>[[paper|Nota]]</p></cell><cell><p align="right" weight="800">{{ORDER_NUMBER}}</p></cell></row>
<row><cell w="auto"><p>[[paper|Date]]</p></cell><cell><p align="right">{{PLACED}}</p></cell></row>
<row valign="top"><cell w="auto"><p>[[paper|For]]</p></cell><cell><p align="right">{{SHIP_TO}}<br/>{{PHONE}}</p></cell></row>
{{/ROLL}}
{{#FLAT}}
<row><cell w="{{TERM_W}}"><p>[[paper|Nota]]</p></cell><cell><p weight="800">{{ORDER_NUMBER}}</p></cell></row>
<row><cell w="{{TERM_W}}"><p>[[paper|Date]]</p></cell><cell><p>{{PLACED}}</p></cell></row>
<row valign="top"><cell w="{{TERM_W}}"><p>[[paper|For]]</p></cell><cell><p>{{SHIP_TO}}<br/>{{PHONE}}</p></cell></row>
{{/FLAT}}
{{/NOTA}}
{{#ROLL}}
<rule before="2" after="1" dash="1"/>
{{#LINE}}
<keep before="0.6"><p weight="700">{{LINE_NAME}}{{#HAS_OPTIONS}} {{LINE_OPTIONS}}{{/HAS_OPTIONS}}</p>
{{#BELOW}}<p scale="0.86">{{BELOW_TEXT}}</p>{{/BELOW}}
<row><cell><p>{{LINE_QTY}} × {{LINE_PRICE}}</p></cell><cell w="auto"><p align="right">{{LINE_SUM}}</p></cell></row></keep>
{{/LINE}}
<rule before="1.6" after="1" dash="1"/>
{{/ROLL}}
{{#FLAT}}
<table before="{{GAP}}" pad="{{ROW_PAD}}"><col w="*"/><col w="auto" align="right"/><col w="auto" align="right"/><col w="auto" align="right"/>
<head><td weight="700" scale="0.86">[[paper|Goods]]</td><td weight="700" scale="0.86">[[paper|How many]]</td><td weight="700" scale="0.86">[[Price]]</td><td weight="700" scale="0.86">[[paper|Sum]]</td></head>
{{#LINE}}<tr><td>{{LINE_NAME}}{{#HAS_OPTIONS}} {{LINE_OPTIONS}}{{/HAS_OPTIONS}}{{#BELOW}}<br/>{{BELOW_TEXT}}{{/BELOW}}</td><td>{{LINE_QTY}}</td><td>{{LINE_PRICE}}</td><td>{{LINE_SUM}}</td></tr>{{/LINE}}
</table>
{{/FLAT}}
<keep before="1"><row gap="0"><cell w="{{SUMS_LEFT}}%"></cell><cell>
<row><cell><p>[[Subtotal]]</p></cell><cell w="auto"><p align="right">{{SUBTOTAL}}</p></cell></row>
{{#HAS_DISCOUNT}}<row><cell><p>[[Discount]]</p></cell><cell w="auto"><p align="right">{{DISCOUNT}}</p></cell></row>{{/HAS_DISCOUNT}}
<row valign="top"><cell><p>{{SHIP_NAME}}</p></cell><cell w="auto"><p align="right">{{#SHIP_PAID}}{{SHIPPING}}{{/SHIP_PAID}}{{#SHIP_FREE}}[[Free]]{{/SHIP_FREE}}</p></cell></row>
{{#HAS_CODE}}<row><cell><p>[[Unique digits]]</p></cell><cell w="auto"><p align="right">{{CODE}}</p></cell></row>{{/HAS_CODE}}
<rule before="1" after="0.8"/>
<row><cell><p scale="1.3" weight="800">[[Total]]</p></cell><cell w="auto"><p align="right" scale="1.3" weight="800">{{TOTAL}}</p></cell></row>
<rule before="0.8" after="1"/>
<row valign="top"><cell><p>{{PAY_NAME}}</p></cell><cell w="auto"><p align="right" weight="800">{{MONEY_STATE}}</p></cell></row>
</cell></row></keep>
{{#ROLL}}
<keep before="3">{{#QR}}<qr mm="28" align="center" side="{{QR_SIDE}}" path="{{QR_PATH}}"/>{{/QR}}
<p align="center" weight="600">[[Thank you for shopping with us.]]</p><p align="center" scale="0.86">[[Scan to follow your order.]]</p></keep>
{{/ROLL}}
{{#FLAT}}
<row before="{{GAP}}" gap="3" valign="middle">{{#QR}}<cell w="{{QR_MM}}"><qr mm="{{QR_MM}}" side="{{QR_SIDE}}" path="{{QR_PATH}}"/></cell>{{/QR}}<cell><p weight="600">[[Thank you for shopping with us.]]</p><p scale="0.86">[[Scan to follow your order.]]</p></cell>
<cell w="{{SIGN_MM}}"><p align="center">[[With respect,]]</p><space h="{{SIGN_H}}"/><rule w="0.15" after="1"/><p align="center">{{HEAD_NAME}}</p></cell></row>
{{/FLAT}}
</paper>
