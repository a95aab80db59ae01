{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="w sec st narrow0">{{>PRINTED}}</main>
