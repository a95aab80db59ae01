{{%AUTOESCAPE context="HTML"}}
<main id="isi" class="w sec st"><p class="q">[[Every change by staff stands here and can be read by nobody but the owner and the admin. Nothing can be taken out.]]</p>
<ul class="rows">{{#TRAIL}}<li class="rowi"><span class="g">{{#WITH_PAGE}}<a class="g" href="{{OBJECT_URL}}"><b>{{ACT}}</b></a>{{/WITH_PAGE}}{{#NO_PAGE}}<b>{{ACT}}</b>{{/NO_PAGE}}{{#HAS_CHANGE}}<br><span class="sm num">{{CHANGE}}</span>{{/HAS_CHANGE}}<br><span class="sm q">{{WHO}} · {{WHEN}}</span></span></li>{{/TRAIL}}</ul>
{{#OLDER}}<p class="mid"><a class="btn" href="{{OLDER_URL}}">[[Older ones]]</a></p>{{/OLDER}}{{#EMPTY}}<p class="card q">[[Nothing has been changed yet.]]</p>{{/EMPTY}}</main>
