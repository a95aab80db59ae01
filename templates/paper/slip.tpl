{{%AUTOESCAPE context="XML"}}
<paper title="{{TITLE}}" author="{{HEAD_NAME}}" width="{{PAPER_W}}" height="{{PAPER_H}}" sides="{{PAPER_SIDES}}" top="{{PAPER_TOP}}" bottom="{{PAPER_BOTTOM}}" size="{{PAPER_SIZE}}" numbers="1">
<p align="center" scale="1.5" weight="800" line="1">{{HEAD_NAME}}</p>
{{#HEAD_ADDRESS}}<p align="center">{{VALUE}}</p>{{/HEAD_ADDRESS}}
{{#HEAD_PHONE}}<p align="center">WhatsApp {{VALUE}}</p>{{/HEAD_PHONE}}
<keep before="3"><rule h="2"/><rule h="2"/></keep>
<p scale="1.15" weight="800" after="1.5">[[Delivery slip]]</p>
<row><cell w="28"><p>[[Order]]</p></cell><cell><p><b>{{ORDER_NUMBER}}</b>, {{PLACED}}</p></cell></row>
<row valign="top"><cell w="28"><p>[[paper|Way]]</p></cell><cell><p>{{SHIP_NAME}}{{#TRACKED}} · {{TRACKING}}{{/TRACKED}}</p></cell></row>
<row valign="top"><cell w="28"><p>[[paper|To]]</p></cell><cell><p><b>{{SHIP_TO}}</b>, {{PHONE}}</p>{{#HAS_ADDRESS}}<p>{{ADDRESS}}</p>{{#HAS_LANDMARK}}<p>{{LANDMARK}}</p>{{/HAS_LANDMARK}}<p>{{#HAS_VILLAGE}}{{VILLAGE}}, {{/HAS_VILLAGE}}{{AREA}}</p>{{/HAS_ADDRESS}}</cell></row>
<table before="3"><col w="*"/><col w="auto" align="right"/>
<head><td weight="700" scale="0.86">[[paper|Goods]]</td><td weight="700" scale="0.86">[[paper|How many]]</td></head>
{{#LINE}}<tr><td>{{LINE_NAME}}{{#HAS_OPTIONS}} {{LINE_OPTIONS}}{{/HAS_OPTIONS}}{{#BELOW}}<br/>{{BELOW_TEXT}}{{/BELOW}}</td><td>{{LINE_QTY}}</td></tr>{{/LINE}}
</table>
<keep before="2"><p align="right" weight="700">[[{{PIECES}} piece||{{PIECES}} pieces]] · {{WEIGHT}}</p>
<row before="8" gap="5"><cell><p align="center" scale="0.9">[[paper|Handed over by]]</p><space h="16"/><rule w="0.2"/></cell><cell><p align="center" scale="0.9">[[paper|Brought by]]</p><space h="16"/><rule w="0.2"/></cell><cell><p align="center" scale="0.9">[[paper|Received by]]</p><space h="16"/><rule w="0.2"/></cell></row></keep>
</paper>
