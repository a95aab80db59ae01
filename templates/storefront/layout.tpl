{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="{{LANG}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover,interactive-widget=resizes-content">
<title>{{TITLE}}</title>
{{#META}}
{{#HAS_DESCRIPTION}}<meta name="description" content="{{DESCRIPTION}}">{{/HAS_DESCRIPTION}}
<link rel="canonical" href="{{CANONICAL}}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="{{SHOP_NAME}}">
<meta property="og:title" content="{{TITLE}}">
{{#HAS_DESCRIPTION}}<meta property="og:description" content="{{DESCRIPTION}}">{{/HAS_DESCRIPTION}}
<meta property="og:url" content="{{CANONICAL}}">
{{#HAS_IMAGE}}<meta property="og:image" content="{{IMAGE}}"><meta name="twitter:card" content="summary_large_image">{{/HAS_IMAGE}}
<link rel="alternate" hreflang="id" href="{{URL_ID}}">
<link rel="alternate" hreflang="en" href="{{URL_EN}}">
<link rel="alternate" hreflang="x-default" href="{{URL_ID}}">
{{/META}}
{{#NOINDEX}}<meta name="robots" content="noindex">{{/NOINDEX}}
<meta name="theme-color" content="#3A1B0E">
<link rel="icon" href="/static/img/favicon.svg">
{{#WHOLE}}<link rel="preload" href="/static/fonts/plus-jakarta-sans.woff2" as="font" type="font/woff2" crossorigin>{{/WHOLE}}
<link rel="stylesheet" href="{{SHOP_CSS}}">
{{#WHOLE}}<script type="module" src="/static/js/shop.js"></script>{{/WHOLE}}
{{#LD}}<script type="application/ld+json">{{JSON_LD:none}}</script>{{/LD}}
</head>
<body{{#OWN_BAR}} class="hasbar"{{/OWN_BAR}}>
<a class="skip btn" href="#isi">[[Skip to content]]</a>
{{#LITE}}<p class="lite">[[Your browser saves data: this page comes without photos.]] <a href="{{WHOLE_URL}}">[[Show it whole]]</a></p>{{/LITE}}
{{#HAS_STATE}}<p class="state">{{#STATE_OPEN}}[[<b>Open</b> until {{STATE_AT}}]]{{#HAS_DISPATCH}} · {{/HAS_DISPATCH}}{{/STATE_OPEN}}{{#STATE_SHUT}}[[<b class="shut">Closed</b>, opens {{STATE_AT}}]]{{#HAS_DISPATCH}} · {{/HAS_DISPATCH}}{{/STATE_SHUT}}{{DISPATCH}}</p>{{/HAS_STATE}}
<header class="top"><div class="w">{{TOP:none}}
<a class="ib" href="{{CART_URL}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#shopping-cart"/></svg><span class="vh">[[Cart]]</span>{{#HAS_CART}}<b>{{CART_COUNT}}</b>{{/HAS_CART}}</a></div></header>
{{#BUYER}}<form class="flash ok" method="post" action="{{LEAVE_URL}}" data-once><input type="hidden" name="csrf" value="{{CSRF}}"><span class="g">[[You see the prices for {{BUYER_GROUP}}]]</span><button class="link">[[Normal prices]]</button></form>{{/BUYER}}{{#FLASH}}{{#FLASH_CART}}<div class="flash {{FLASH_KIND}}" role="status"><p class="g">{{FLASH_TEXT}}</p><a class="link" href="{{CART_URL}}">[[See the cart]]</a></div>{{/FLASH_CART}}{{#FLASH_PLAIN}}<p class="flash {{FLASH_KIND}}" role="status">{{FLASH_TEXT}}</p>{{/FLASH_PLAIN}}{{/FLASH}}
{{>BODY}}
<footer class="foot"><div class="weave"></div><div class="w">
{{FOOT:none}}
<div class="st">{{HELP:none}}
<p class="row"><svg class="i s" aria-hidden="true"><use href="/static/icons.svg#languages"/></svg><a href="{{PATH_ID}}" lang="id" hreflang="id"{{#IS_ID}} aria-current="true"{{/IS_ID}}>Indonesia</a><a href="{{PATH_EN}}" lang="en" hreflang="en"{{#IS_EN}} aria-current="true"{{/IS_EN}}>English</a></p></div></div></footer>
{{#HAS_NAV}}{{NAV:none}}{{/HAS_NAV}}
</body>
</html>
