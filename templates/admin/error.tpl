{{%AUTOESCAPE context="HTML"}}<main id="isi" class="w"><section class="oops empty st"><p class="q num">{{STATUS}}</p><h2>{{ERROR_TITLE}}</h2><p>{{ERROR_TEXT}}</p>
{{#RETRY}}<form method="post" action="{{RETRY_URL}}" class="st" data-once><input type="hidden" name="csrf" value="{{CSRF}}">{{#RETRY_FIELD}}<input type="hidden" name="{{FIELD_NAME}}" value="{{FIELD_VALUE:pre_escape}}">{{/RETRY_FIELD}}<button class="btn p">[[Continue]]</button></form>{{/RETRY}}
<p><a class="btn" href="{{ADMIN_URL}}">[[admin|Home]]</a></p><p class="sm q">[[Code]] {{ERROR_ID}}</p></section></main>
