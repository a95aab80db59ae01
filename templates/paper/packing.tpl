{{%AUTOESCAPE context="XML"}}
<paper title="{{TITLE}}" author="{{HEAD_NAME}}" width="{{PAPER_W}}" height="{{PAPER_H}}" sides="{{PAPER_SIDES}}" top="{{PAPER_TOP}}" bottom="{{PAPER_BOTTOM}}" size="{{PAPER_SIZE}}" numbers="1">
<p scale="1.5" weight="800" line="1">[[Packing list]]</p>
<p>{{TODAY}} · {{HEAD_NAME}}</p>
{{#TO_PACK}}
{{#SHELF}}<p with="1" before="4" after="1.5" scale="1.15" weight="800">[[Take from the shelf]]</p>
<table><col w="*"/><col w="auto" align="right"/>
<head><td weight="700" scale="0.86">[[paper|Goods]]</td><td weight="700" scale="0.86">[[paper|How many]]</td></head>
{{#GOODS}}<tr><td tick="1">{{LINE_NAME}}{{#HAS_OPTIONS}} {{LINE_OPTIONS}}{{/HAS_OPTIONS}}</td><td weight="800">{{LINE_QTY}}</td></tr>{{/GOODS}}
</table>{{/SHELF}}
{{#SOME_NOW}}<p with="1" before="5" after="1" scale="1.15" weight="800">[[{{ORDER_COUNT}} order||{{ORDER_COUNT}} orders]]</p>
{{#CUT_SHORT}}<p with="1" after="1">[[The oldest {{ORDER_COUNT}} orders; more are waiting.]]</p>{{/CUT_SHORT}}
<grid cols="2" gap="8">
{{#ORDER}}
<card>
<rule w="0.15" after="2"/>
<p tick="1" weight="800">{{ORDER_NUMBER}} · {{SHIP_TO}}</p>
<p scale="0.9">{{SHIP_NAME}}{{#AREA_KNOWN}} · {{DISTRICT}}{{/AREA_KNOWN}}</p>
{{#PACK_LINE}}<row gap="1.5" valign="top"><cell w="9"><p align="right" weight="800">{{LINE_QTY}} ×</p></cell><cell><p>{{LINE_NAME}}{{#HAS_OPTIONS}} {{LINE_OPTIONS}}{{/HAS_OPTIONS}}</p>{{#BELOW}}<p scale="0.9">{{BELOW_TEXT}}</p>{{/BELOW}}</cell></row>{{/PACK_LINE}}
{{#HAS_NOTE}}<p before="0.6" weight="700">“{{NOTE}}”</p>{{/HAS_NOTE}}
{{#HAS_STAFF_NOTE}}<p before="0.6" weight="700">{{STAFF_NOTE}}</p>{{/HAS_STAFF_NOTE}}
<space h="2.5"/>
</card>
{{/ORDER}}
</grid>{{/SOME_NOW}}
{{#SOME_LATER}}<p with="1" before="5" after="1" scale="1.15" weight="800">[[Not yet: pre-orders that have not come]]</p>
{{#LATER}}<p>{{ORDER_NUMBER}} · {{SHIP_TO}} · {{NOT_HERE}}</p>{{/LATER}}{{/SOME_LATER}}
{{/TO_PACK}}
</paper>
