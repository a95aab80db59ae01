{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="w sec st narrow0"><h1>{{PAPER_TITLE}}</h1>{{>PRINTED}}<p><a class="link" href="{{ORDER_URL}}">[[Back to the order]]</a></p></main>
