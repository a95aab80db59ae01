{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="w sec st narrow"><form class="card slip st" method="post" action="{{AGAIN_URL}}" data-once>{{>CSRF}}{{#KEPT}}<input type="hidden" name="{{KEPT_NAME}}" value="{{KEPT_VALUE}}">{{/KEPT}}<h2>[[Is it you?]]</h2><p class="q">[[This is worth a second look. Type your password; then it goes on by itself, and what you typed is kept.]]</p><input type="hidden" value="{{LOGIN}}" autocomplete="username">
{{#F_PROOF}}<label class="f"><span>[[Your password]]</span><input type="password" name="proof" value="" maxlength="128" autocomplete="current-password" required autofocus{{#BAD}} aria-invalid="true" aria-describedby="e-proof"{{/BAD}}>{{>ERROR_LINE}}</label>{{/F_PROOF}}
<button class="btn p full">[[proof|Go on]]</button></form></main>
