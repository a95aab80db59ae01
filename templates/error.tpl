{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="{{LANG}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{{ERROR_TITLE}}</title><meta name="robots" content="noindex"><link rel="stylesheet" href="{{SHOP_CSS}}"></head>
<body><div class="weave"></div><main id="isi" class="w"><section class="oops empty st"><p class="q num">{{STATUS}}</p><h1>{{ERROR_TITLE}}</h1><p>{{ERROR_TEXT}}</p><p><a class="btn p" href="{{HOME_URL}}">[[To the shop]]</a></p><p class="sm q">[[Code]] {{ERROR_ID}}</p></section></main></body></html>
