{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="st"><p class="logo"><svg class="mark" viewBox="0 0 42 42" width="38" height="38" aria-hidden="true"><use href="/static/icons.svg#logo-mark"/></svg><span>{{SHOP_NAME}}</span></p>
<section class="card slip st"><h1>[[The code from your phone]]</h1><p class="q">[[Open the app with the codes and type the six figures. A recovery code does as well.]]</p>{{>ERRS}}
<form class="st" method="post" action="{{CODE_URL}}" data-once>{{>CSRF}}
{{#F_CODE}}<label class="f"><span>[[Code]]</span><input name="code" value="" maxlength="40" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required autofocus{{#BAD}} aria-invalid="true" aria-describedby="e-code"{{/BAD}}>{{>ERROR_LINE}}</label>{{/F_CODE}}
<button class="btn p full">[[Come in]]</button></form>
<p class="sm q">[[Phone and recovery codes lost? The owner of the shop can switch the codes off for you.]]</p></section>
<p class="mid"><a class="link" href="{{LOGIN_URL}}">[[Start anew]]</a></p></main>
