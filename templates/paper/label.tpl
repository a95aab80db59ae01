{{%AUTOESCAPE context="XML"}}
<paper title="{{TITLE}}" author="{{HEAD_NAME}}" width="{{PAPER_W}}" height="{{PAPER_H}}" sides="{{PAPER_SIDES}}" top="{{PAPER_TOP}}" bottom="{{PAPER_BOTTOM}}" size="{{PAPER_SIZE}}">
<grid cols="{{CARD_COLS}}" h="{{CARD_H}}" pad="{{CARD_PAD}}" frame="{{CARD_FRAME}}">
{{#LABEL}}
<card>
<row gap="3"><cell><p weight="700">{{SHIP_NAME}}</p></cell><cell w="auto"><p align="right" weight="700">{{ORDER_NUMBER}}</p></cell></row>
<rule before="0.8" after="1.4" w="0.5"/>
<p scale="0.8">[[paper|To]]</p>
<p scale="1.55" weight="800" line="0.95">{{SHIP_TO}}</p>
<p scale="1.2" weight="700">{{PHONE}}</p>
{{#HAS_ADDRESS}}
<p before="0.8" scale="1.15">{{ADDRESS}}</p>
{{#HAS_LANDMARK}}<p scale="1.15" weight="800">{{LANDMARK}}</p>{{/HAS_LANDMARK}}
<p scale="1.15">{{#HAS_VILLAGE}}{{VILLAGE}}, {{/HAS_VILLAGE}}{{AREA}}</p>
{{/HAS_ADDRESS}}
{{#COLLECT}}<p before="1.5" scale="1.15" weight="800" invert="1">[[Collect {{TOTAL}} in cash]]</p>{{/COLLECT}}
<fill/>
<rule before="1.5" after="1.5" dash="1"/>
<row gap="3" valign="middle">{{#QR}}<cell w="{{QR_MM}}"><qr mm="{{QR_MM}}" side="{{QR_SIDE}}" path="{{QR_PATH}}"/></cell>{{/QR}}<cell><p scale="0.75">[[paper|From]]</p><p scale="0.9" weight="800">{{HEAD_NAME}}</p>{{#HEAD_PHONE}}<p scale="0.9">{{VALUE}}</p>{{/HEAD_PHONE}}{{#WIDE}}{{#HEAD_ADDRESS}}<p scale="0.9">{{VALUE}}</p>{{/HEAD_ADDRESS}}{{/WIDE}}<p scale="0.9">[[{{PIECES}} piece||{{PIECES}} pieces]] · {{WEIGHT}}</p></cell></row>
</card>
{{/LABEL}}
</grid>
</paper>
