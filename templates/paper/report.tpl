{{%AUTOESCAPE context="XML"}}
<paper title="{{TITLE}}" author="{{HEAD_NAME}}" width="{{PAPER_W}}" height="{{PAPER_H}}" sides="{{PAPER_SIDES}}" top="{{PAPER_TOP}}" bottom="{{PAPER_BOTTOM}}" size="{{PAPER_SIZE}}" numbers="1">
<p scale="1.6" weight="800" line="1">{{REPORT_TITLE}}</p>
<p after="3">{{DAYS}} ({{ZONE}}) · {{HEAD_NAME}}</p>
{{#NO_ROWS}}<p>[[Nothing in these days]]</p>{{/NO_ROWS}}
{{#SOME_ROWS}}<table pad="0.9">{{#COLUMN}}<col w="fit" align="{{ALIGN}}"/>{{/COLUMN}}
<head>{{#COLUMN}}<td weight="700" scale="0.9">{{COLUMN_NAME}}</td>{{/COLUMN}}</head>
{{#ROW}}<tr>{{#CELL}}<td{{#SUM_CELL}} weight="700"{{/SUM_CELL}}>{{CELL_TEXT}}</td>{{/CELL}}</tr>{{/ROW}}
</table>{{/SOME_ROWS}}
{{#CUT_ROWS}}<p before="2" weight="700">[[There are more rows. Choose fewer days.]]</p>{{/CUT_ROWS}}
</paper>
