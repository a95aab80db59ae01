{{%AUTOESCAPE context="HTML"}}
{{#PAGER}}<nav class="pager" aria-label="[[Pages]]">{{#PAGE_LINK}}{{#PAGE_GAP}}<span aria-hidden="true">…</span>{{/PAGE_GAP}}{{#PAGE_ON}}<b aria-current="page">{{PAGE_NO}}</b>{{/PAGE_ON}}{{#PAGE_OTHER}}<a href="{{PAGE_URL}}">{{PAGE_NO}}</a>{{/PAGE_OTHER}}{{/PAGE_LINK}}</nav>{{/PAGER}}
