{{%AUTOESCAPE context="HTML"}}<main id="isi" class="w"><section class="oops empty st"><p class="q num">{{STATUS}}</p><h1>{{ERROR_TITLE}}</h1><p>{{ERROR_TEXT}}</p>
{{#RETRY}}<form method="post" action="{{RETRY_URL}}" class="st" data-once><input type="hidden" name="csrf" value="{{CSRF}}">{{#RETRY_FIELD}}<input type="hidden" name="{{FIELD_NAME}}" value="{{FIELD_VALUE:pre_escape}}">{{/RETRY_FIELD}}<button class="btn p">[[Continue]]</button></form>{{/RETRY}}
{{#IS_404}}<form class="find" action="{{SEARCH_URL}}" role="search"><input type="search" name="q" maxlength="100" aria-label="[[Search the shop]]"></form>{{/IS_404}}
<p><a class="btn" href="{{HOME_URL}}">[[To the shop]]</a></p><p class="sm q">[[Code]] {{ERROR_ID}}</p></section></main>
