{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="w sec st narrow"><section class="card slip st"><h2>[[Write this down now]]</h2><p class="q">[[The password is shown this once. Nobody can look it up later, you neither.]]</p>
<dl class="st"><dt class="sm q">[[Login name]]</dt><dd><b class="code">{{PERSON_LOGIN}}</b></dd><dt class="sm q">[[Password]]</dt><dd><b class="code">{{PASSWORD}}</b></dd></dl>
<p>[[Hand it over yourself or by a call. They can change it under More, My password and language.]]</p></section>
<a class="btn p full" href="{{STAFF_URL}}">[[Written down]]</a><p class="mid"><a class="link" href="{{PERSON_URL}}">[[Back to this person]]</a></p></main>
