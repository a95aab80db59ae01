{{%AUTOESCAPE context="HTML"}}
{{#PROSE}}<div class="prose">{{#BLOCK}}{{#HEADING}}<h2>{{TEXT}}</h2>{{/HEADING}}{{#PARAGRAPH}}<p>{{#LINE}}{{#BELOW}}<br>{{/BELOW}}{{TEXT}}{{/LINE}}</p>{{/PARAGRAPH}}{{#LIST}}<ul>{{#ITEM}}<li>{{TEXT}}</li>{{/ITEM}}</ul>{{/LIST}}{{/BLOCK}}</div>{{/PROSE}}
