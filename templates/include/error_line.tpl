{{%AUTOESCAPE context="HTML"}}
{{#BAD}}<span class="err" id="e-{{FIELD}}">{{ERROR}}</span>{{/BAD}}
