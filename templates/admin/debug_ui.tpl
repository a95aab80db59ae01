{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="w sec st"><p class="q">[[Everything that pages are built from, in each state, light and dark.]]</p><div class="themes">{{#THEME}}<section class="theme st b" data-theme="{{THEME_NAME}}"><h2>{{#IS_LIGHT}}[[debug|Light]]{{/IS_LIGHT}}{{#IS_DARK}}[[debug|Dark]]{{/IS_DARK}}</h2>{{>UI_PARTS}}</section>{{/THEME}}</div></main>
