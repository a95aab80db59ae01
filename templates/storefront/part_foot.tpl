{{%AUTOESCAPE context="HTML"}}
<div class="st"><h2>{{SHOP_NAME}}</h2><p>{{SHOP_ADDRESS}}</p>{{#HAS_MAPS}}<a href="{{MAPS_URL}}" rel="noopener"><svg class="i s" aria-hidden="true"><use href="/static/icons.svg#map-pin"/></svg>[[See on the map]]</a>{{/HAS_MAPS}}</div>
<div class="st"><h2>[[How to pay]]</h2><p class="wrap">{{#PAY_METHOD}}<span class="stamp">{{PAY_NAME}}</span>{{/PAY_METHOD}}</p>{{#HAS_NIB}}<h2>[[Permits]]</h2><p class="wrap"><span class="stamp">NIB {{NIB}}</span></p>{{/HAS_NIB}}</div>
