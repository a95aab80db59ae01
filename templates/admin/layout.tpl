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
<body{{#OWN_BAR}} class="hasbar"{{/OWN_BAR}}>
<a class="skip btn" href="#isi">[[Skip to content]]</a>
<div class="adm"><nav class="rail0" aria-label="[[Menu]]"><a class="logo" href="{{ADMIN_URL}}"><svg class="mark" viewBox="0 0 42 42" width="38" height="38" aria-hidden="true"><use href="/static/icons.svg#logo-mark"/></svg><span>{{SHOP_NAME}}</span></a>
{{#MENU_HOME}}<a href="{{ADMIN_URL}}"{{#AT_HOME}} aria-current="page"{{/AT_HOME}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#house"/></svg>[[admin|Home]]</a>{{/MENU_HOME}}
{{#MENU_ORDERS}}<a href="{{ORDERS_URL}}"{{#AT_ORDERS}} aria-current="page"{{/AT_ORDERS}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#package"/></svg>[[Orders]]{{#HAS_TODO}}<span class="tag">{{TODO_COUNT}}</span>{{/HAS_TODO}}</a>{{/MENU_ORDERS}}
{{#MENU_GOODS}}<a href="{{GOODS_URL}}"{{#AT_GOODS}} aria-current="page"{{/AT_GOODS}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#box"/></svg>[[Goods]]</a>{{/MENU_GOODS}}
{{#MENU_CUSTOMERS}}<a href="{{CUSTOMERS_URL}}"{{#AT_CUSTOMERS}} aria-current="page"{{/AT_CUSTOMERS}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#users"/></svg>[[Customers]]</a>{{/MENU_CUSTOMERS}}
{{#MENU_REPORTS}}<a href="{{REPORTS_URL}}"{{#AT_REPORTS}} aria-current="page"{{/AT_REPORTS}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#chart-column"/></svg>[[Reports]]</a>{{/MENU_REPORTS}}
{{#MENU_MORE}}<a class="push" href="{{MORE_URL}}"{{#AT_MORE}} aria-current="page"{{/AT_MORE}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#settings"/></svg>[[More]]</a>{{/MENU_MORE}}
<a href="{{HOME_URL}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#store"/></svg>[[See the shop]]</a></nav>
<div><header class="top"><div class="w">{{#BACK}}<a class="ib" href="{{BACK_URL}}" aria-label="[[Back]]"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#chevron-left"/></svg></a>{{/BACK}}<h1 id="judul" class="g">{{TITLE}}</h1>{{#ACTION}}<a class="btn small" href="{{ACTION_URL}}"><svg class="i s" aria-hidden="true"><use href="/static/icons.svg#plus"/></svg>{{ACTION_TEXT}}</a>{{/ACTION}}{{#PRINT_MENU}}<details class="menu"><summary class="ib" aria-label="[[Print]]"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#printer"/></svg></summary><div class="card list">{{#PRINT_LINK}}<div class="duo"><a href="{{MENU_URL}}">{{MENU_TEXT}}</a><form method="post" action="{{MENU_URL}}">{{>CSRF}}<button aria-label="{{MENU_TEXT}}, PDF">PDF</button></form></div>{{/PRINT_LINK}}{{#PRINT_FORM}}<form method="post" action="{{MENU_URL}}" data-once>{{>CSRF}}<button>{{MENU_TEXT}}</button></form>{{/PRINT_FORM}}</div></details>{{/PRINT_MENU}}</div></header>
{{#FLASH}}<p class="flash {{FLASH_KIND}}" role="status">{{FLASH_TEXT}}</p>{{/FLASH}}
{{>BODY}}
</div></div>
{{#HAS_NAV}}<nav class="nav" aria-label="[[Menu, below]]">{{#MENU_HOME}}<a href="{{ADMIN_URL}}"{{#AT_HOME}} aria-current="page"{{/AT_HOME}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#house"/></svg>[[admin|Home]]</a>{{/MENU_HOME}}{{#MENU_ORDERS}}<a href="{{ORDERS_URL}}"{{#AT_ORDERS}} aria-current="page"{{/AT_ORDERS}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#package"/></svg>[[Orders]]{{#HAS_TODO}}<b>{{TODO_COUNT}}</b>{{/HAS_TODO}}</a>{{/MENU_ORDERS}}{{#MENU_GOODS}}<a href="{{GOODS_URL}}"{{#AT_GOODS}} aria-current="page"{{/AT_GOODS}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#box"/></svg>[[Goods]]</a>{{/MENU_GOODS}}{{#BAR_REPORTS}}<a href="{{REPORTS_URL}}"{{#AT_REPORTS}} aria-current="page"{{/AT_REPORTS}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#chart-column"/></svg>[[Reports]]</a>{{/BAR_REPORTS}}{{#MENU_MORE}}<a href="{{MORE_URL}}"{{#AT_MORE}} aria-current="page"{{/AT_MORE}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#menu"/></svg>[[More]]</a>{{/MENU_MORE}}</nav>{{/HAS_NAV}}
</body>
</html>
