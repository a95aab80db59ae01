{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="{{LANG}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{TITLE}} · {{SHOP_NAME}}</title>
<meta name="robots" content="noindex">
<link rel="icon" href="/static/img/favicon.svg">
<link rel="preload" href="/static/fonts/plus-jakarta-sans.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="{{PRINT_CSS}}">
<script type="module" src="{{PRINT_JS}}"></script>
</head>
<body>
<header class="tool"><a class="ib" href="{{BACK_URL}}" aria-label="[[Back]]"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#chevron-left"/></svg></a><h1>{{TITLE}}</h1><button class="btn" type="button" data-print hidden><svg class="i" aria-hidden="true"><use href="/static/icons.svg#printer"/></svg>[[Print]]</button>
<div class="saves">{{#SAVE}}<form method="post" action="{{SAVE_URL}}">{{>CSRF}}<input type="hidden" name="format" value="{{SAVE_FORMAT}}"><button class="chip">{{SAVE_TEXT}}</button></form>{{/SAVE}}</div>
{{#SIZES}}<nav aria-label="[[Paper]]">{{#SIZE}}<a class="chip" href="{{SIZE_URL}}"{{#SIZE_ON}} aria-current="page"{{/SIZE_ON}}>{{SIZE_TEXT}}</a>{{/SIZE}}</nav>{{/SIZES}}<noscript><p>[[Print with the menu of your browser.]]</p></noscript></header>
{{>BODY}}
</body>
</html>
