{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="st"><p class="logo"><svg class="mark" viewBox="0 0 42 42" width="38" height="38" aria-hidden="true"><use href="/static/icons.svg#logo-mark"/></svg><span>{{SHOP_NAME}}</span></p>
<section class="card slip st"><h1>[[Log in]]</h1><p class="q">[[For the people who run {{STORE_NAME}}.]]</p>{{#WAIT}}<p class="errs" role="alert"><b>[[Too many tries. Please wait {{WAIT_TEXT}}, then try once more.]]</b></p>{{/WAIT}}{{>ERRS}}
<form class="st" method="post" action="{{LOGIN_URL}}" data-once>{{>CSRF}}
{{#F_LOGIN}}<label class="f"><span>[[Login name]]</span><input name="login" value="{{VALUE}}" maxlength="100" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus{{#BAD}} aria-invalid="true" aria-describedby="e-login"{{/BAD}}>{{>ERROR_LINE}}</label>{{/F_LOGIN}}
{{#F_PASSWORD}}<label class="f"><span>[[Password]]</span><input type="password" name="password" maxlength="128" autocomplete="current-password" required{{#BAD}} aria-invalid="true" aria-describedby="e-password"{{/BAD}}>{{>ERROR_LINE}}</label>{{/F_PASSWORD}}
<button class="btn p full">[[Come in]]</button></form>
<p class="sm q">[[Password lost? The owner of the shop can set a new one for you.]]</p></section>
<p class="mid"><a class="link" href="{{HOME_URL}}">[[To the shop]]</a></p></main>
