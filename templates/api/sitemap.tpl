{{%AUTOESCAPE context="XML"}}
{{#OPEN}}<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
{{/OPEN}}
{{#OPEN_INDEX}}<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{{/OPEN_INDEX}}
{{#ENTRY}}<url><loc>{{LOC}}</loc>{{#CHANGED}}<lastmod>{{AT}}</lastmod>{{/CHANGED}}<xhtml:link rel="alternate" hreflang="id" href="{{LOC_ID}}"/><xhtml:link rel="alternate" hreflang="en" href="{{LOC_EN}}"/></url>
{{/ENTRY}}
{{#PART}}<sitemap><loc>{{LOC}}</loc></sitemap>
{{/PART}}
{{#CLOSE}}</urlset>
{{/CLOSE}}
{{#CLOSE_INDEX}}</sitemapindex>
{{/CLOSE_INDEX}}
