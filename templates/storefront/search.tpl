{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="w"><div class="sec st"><h1>{{SEARCH_TITLE}}</h1>{{#FOUND}}<p class="q" role="status">[[{{COUNT}} kind||{{COUNT}} kinds]]</p>{{/FOUND}}</div>
{{#FOUND}}<h2 class="vh">[[Goods]]</h2><ul class="grid">{{>CARD}}</ul>{{>PAGER}}{{/FOUND}}
{{#NOTHING}}<div class="empty"><img src="{{CARI_SRC}}" width="200" height="160" alt=""><h2>[[Nothing found for that]]</h2><p class="q">[[Try a shorter word, or look in a category.]]</p><p class="wrap mid">{{#WAY}}<a class="chip" href="{{WAY_URL}}">{{WAY_NAME}}</a>{{/WAY}}</p><a class="btn p" href="{{PRODUCTS_URL}}">[[See all goods]]</a></div>{{/NOTHING}}
{{#ASKING}}<div class="empty"><img src="{{CARI_SRC}}" width="200" height="160" alt=""><p class="q">[[Write what you are looking for in the field above, or look in a category.]]</p><p class="wrap mid">{{#WAY}}<a class="chip" href="{{WAY_URL}}">{{WAY_NAME}}</a>{{/WAY}}</p><a class="btn p" href="{{PRODUCTS_URL}}">[[See all goods]]</a></div>{{/ASKING}}</main>
