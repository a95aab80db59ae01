{{%AUTOESCAPE context="HTML"}}
<label class="f"><span>[[Campaign]]</span><select name="campaign"{{#BAD}} aria-invalid="true" aria-describedby="e-campaign"{{/BAD}}>{{#CAMPAIGN}}<option value="{{CHOICE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/CAMPAIGN}}</select>{{>ERROR_LINE}}</label>
