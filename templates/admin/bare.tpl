{{%AUTOESCAPE context="HTML"}}<!doctype html>
<html lang="{{LANG}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover,interactive-widget=resizes-content">
<title>{{TITLE}} · {{SHOP_NAME}}</title>
<meta name="robots" content="noindex">
<meta name="theme-color" content="#3A1B0E">
<link rel="icon" href="/static/img/favicon.svg">
<link rel="preload" href="/static/fonts/plus-jakarta-sans.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="{{ADMIN_CSS}}">
<script type="module" src="{{ADMIN_JS}}"></script>
</head>
<body class="login">
{{#FLASH}}<p class="flash {{FLASH_KIND}}" role="status">{{FLASH_TEXT}}</p>{{/FLASH}}
{{>BODY}}
</body>
</html>
