{{%AUTOESCAPE context="HTML"}}
<main id="isi"><article class="sheet slip {{SHEET}}"><header class="head"><h2>{{HEAD_NAME}}</h2>{{#HEAD_ADDRESS}}<p>{{VALUE}}</p>{{/HEAD_ADDRESS}}{{#HEAD_PHONE}}<p>WhatsApp {{VALUE}}</p>{{/HEAD_PHONE}}</header>
<div class="weave"></div>
<h3>[[Delivery slip]]</h3>
<dl class="meta"><div><dt>[[Order]]</dt><dd><b>{{ORDER_NUMBER}}</b>, {{PLACED}}</dd></div><div><dt>[[paper|Way]]</dt><dd>{{SHIP_NAME}}{{#PROMISED}} · <b>{{WHEN}}</b>{{/PROMISED}}{{#TRACKED}} · {{TRACKING}}{{/TRACKED}}</dd></div><div><dt>[[paper|To]]</dt><dd><b>{{SHIP_TO}}</b>, {{PHONE}}{{#PLACE}}<br>{{PLACE_ADDRESS}}{{/PLACE}}{{#HAS_ADDRESS}}<br>{{ADDRESS}}{{#HAS_LANDMARK}}<br>{{LANDMARK}}{{/HAS_LANDMARK}}<br>{{#HAS_VILLAGE}}{{VILLAGE}}, {{/HAS_VILLAGE}}{{AREA}}{{/HAS_ADDRESS}}</dd></div></dl>
<table class="items two"><thead><tr><th scope="col">[[paper|Goods]]</th><th scope="col">[[paper|How many]]</th></tr></thead><tbody>{{#LINE}}<tr><td class="what">{{LINE_NAME}}{{#HAS_OPTIONS}} <small>{{LINE_OPTIONS}}</small>{{/HAS_OPTIONS}}{{#BELOW}}<br><small>{{BELOW_TEXT}}</small>{{/BELOW}}</td><td class="qty">{{LINE_QTY}}</td></tr>{{/LINE}}</tbody></table>
<p class="count">[[{{PIECES}} piece||{{PIECES}} pieces]] · {{WEIGHT}}</p>
<footer class="signs"><p>[[paper|Handed over by]]<span></span></p><p>[[paper|Brought by]]<span></span></p><p>[[paper|Received by]]<span></span></p></footer></article></main>
