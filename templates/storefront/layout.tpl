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
<link rel="icon" href="{{FAVICON}}">
<link rel="preload" href="{{FONT}}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="{{SHOP_CSS}}">
<script type="module" src="{{SHOP_JS}}"></script>
{{#LD}}<script type="application/ld+json">{{JSON_LD:none}}</script>{{/LD}}
</head>
<body{{#OWN_BAR}} class="hasbar"{{/OWN_BAR}}>
<a class="skip btn" href="#isi">[[Skip to content]]</a>
{{#HAS_STATE}}<p class="state">{{#STATE_OPEN}}[[<b>Open</b> until {{STATE_AT}}]]{{#HAS_DISPATCH}} · {{/HAS_DISPATCH}}{{/STATE_OPEN}}{{#STATE_SHUT}}[[<b class="shut">Closed</b>, opens {{STATE_AT}}]]{{#HAS_DISPATCH}} · {{/HAS_DISPATCH}}{{/STATE_SHUT}}{{DISPATCH}}</p>{{/HAS_STATE}}
<header class="top"><div class="w"><a class="logo" href="{{HOME_URL}}"><svg class="mark" viewBox="0 0 42 42" width="38" height="38" aria-hidden="true"><use href="{{ICONS}}#logo-mark"/></svg><span>{{SHOP_NAME}}</span></a>
<form class="find" action="{{SEARCH_URL}}" role="search"><svg class="i" aria-hidden="true"><use href="{{ICONS}}#search"/></svg><input type="search" name="q" maxlength="100" aria-label="[[Search the shop]]" placeholder="[[Search chips…]]" value="{{QUERY}}"></form>
<nav class="row lg" aria-label="[[Main]]"><a class="btn" href="{{PRODUCTS_URL}}">[[All goods]]</a><a class="btn" href="{{TRACK_URL}}"><svg class="i" aria-hidden="true"><use href="{{ICONS}}#package"/></svg>[[Orders]]</a></nav>
<a class="ib" href="{{CART_URL}}"><svg class="i" aria-hidden="true"><use href="{{ICONS}}#shopping-cart"/></svg><span class="vh">[[Cart]]</span>{{#HAS_CART}}<b>{{CART_COUNT}}</b>{{/HAS_CART}}</a></div></header>
{{#FLASH}}{{#FLASH_CART}}<div class="flash {{FLASH_KIND}}" role="status"><p class="g">{{FLASH_TEXT}}</p><a class="link" href="{{CART_URL}}">[[See the cart]]</a></div>{{/FLASH_CART}}{{#FLASH_PLAIN}}<p class="flash {{FLASH_KIND}}" role="status">{{FLASH_TEXT}}</p>{{/FLASH_PLAIN}}{{/FLASH}}
{{>BODY}}
<footer class="foot"><div class="weave"></div><div class="w">
<div class="st"><h2>{{SHOP_NAME}}</h2><p>{{SHOP_ADDRESS}}</p>{{#HAS_MAPS}}<a href="{{MAPS_URL}}" rel="noopener"><svg class="i s" aria-hidden="true"><use href="{{ICONS}}#map-pin"/></svg>[[See on the map]]</a>{{/HAS_MAPS}}</div>
<div class="st"><h2>[[How to pay]]</h2><p class="wrap">{{#PAY_METHOD}}<span class="stamp">{{PAY_NAME}}</span>{{/PAY_METHOD}}</p>{{#HAS_NIB}}<h2>[[Permits]]</h2><p class="wrap"><span class="stamp">NIB {{NIB}}</span></p>{{/HAS_NIB}}</div>
<div class="st"><h2>[[Help]]</h2><p class="li">{{#FOOT_PAGE}}<a href="{{PAGE_URL}}">{{PAGE_TITLE}}</a>{{/FOOT_PAGE}}{{#HAS_CHAT}}<a href="{{CHAT_URL}}" rel="noopener">WhatsApp</a>{{/HAS_CHAT}}</p>
<p class="row"><svg class="i s" aria-hidden="true"><use href="{{ICONS}}#languages"/></svg><a href="{{PATH_ID}}" lang="id" hreflang="id"{{#IS_ID}} aria-current="true"{{/IS_ID}}>Indonesia</a><a href="{{PATH_EN}}" lang="en" hreflang="en"{{#IS_EN}} aria-current="true"{{/IS_EN}}>English</a></p></div></div></footer>
{{#HAS_NAV}}<nav class="nav" aria-label="[[Main, below]]"><a href="{{HOME_URL}}"{{#NAV_HOME}} aria-current="page"{{/NAV_HOME}}><svg class="i" aria-hidden="true"><use href="{{ICONS}}#house"/></svg>[[Home]]</a><a href="{{PRODUCTS_URL}}"{{#NAV_CATEGORY}} aria-current="page"{{/NAV_CATEGORY}}><svg class="i" aria-hidden="true"><use href="{{ICONS}}#layout-grid"/></svg>[[Category]]</a><a href="{{TRACK_URL}}"{{#NAV_ORDERS}} aria-current="page"{{/NAV_ORDERS}}><svg class="i" aria-hidden="true"><use href="{{ICONS}}#package"/></svg>[[Orders]]</a>{{#HAS_CHAT}}<a href="{{CHAT_URL}}" rel="noopener"><svg class="i" aria-hidden="true"><use href="{{ICONS}}#message-circle"/></svg>[[Chat]]</a>{{/HAS_CHAT}}</nav>{{/HAS_NAV}}
</body>
</html>
