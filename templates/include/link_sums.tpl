{{%AUTOESCAPE context="HTML"}}
<span class="num">[[{{VISITS}} visit||{{VISITS}} visits]] · [[{{ORDERS}} paid order||{{ORDERS}} paid orders]]{{#SAID}} ([[{{N_SAID}} of them said the code||{{N_SAID}} of them said the code]]){{/SAID}}{{#EARNED}} · <span class="nw">{{NET}}</span>{{/EARNED}}</span>
