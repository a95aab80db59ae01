{{%AUTOESCAPE context="HTML"}}
<p class="wrap no-print"><a class="btn" href="{{CSV_URL}}" download><svg class="i" aria-hidden="true"><use href="/static/icons.svg#download"/></svg>[[Spreadsheet (CSV)]]</a><button class="btn" type="button" data-print hidden><svg class="i" aria-hidden="true"><use href="/static/icons.svg#printer"/></svg>[[Print]]</button></p>
