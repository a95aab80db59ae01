{{%AUTOESCAPE context="HTML"}}
{{#FORM_NOTE}}<p class="errs" role="alert"><b>{{NOTE_TEXT}}</b></p>{{/FORM_NOTE}}{{#FORM_BAD}}<p class="errs" role="alert"><b>[[Not saved yet. Please look at the fields marked red; what you typed is still here.]]</b></p>{{/FORM_BAD}}
