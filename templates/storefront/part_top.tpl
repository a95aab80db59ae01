{{%AUTOESCAPE context="HTML"}}
<a class="logo" href="{{HOME_URL}}"><svg class="mark" viewBox="0 0 42 42" width="38" height="38" aria-hidden="true"><use href="/static/icons.svg#logo-mark"/></svg><span>{{SHOP_NAME}}</span></a>
<form class="find" action="{{SEARCH_URL}}" role="search"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#search"/></svg><input type="search" name="q" maxlength="100" aria-label="[[Search the shop]]" placeholder="[[Search goods…]]" value="{{QUERY}}"></form>
<nav class="row lg" aria-label="[[Main]]"><a class="btn" href="{{PRODUCTS_URL}}">[[All goods]]</a><a class="btn" href="{{TRACK_URL}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#package"/></svg>[[Orders]]</a></nav>
