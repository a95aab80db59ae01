{{%AUTOESCAPE context="HTML"}}
{{#HAS_HELP}}<h2>[[Help]]</h2>{{/HAS_HELP}}<p class="li">{{#FOOT_PAGE}}<a href="{{PAGE_URL}}">{{PAGE_TITLE}}</a>{{/FOOT_PAGE}}{{#HAS_CHAT}}<a href="{{CHAT_URL}}" rel="noopener">WhatsApp</a>{{/HAS_CHAT}}</p>
