{{%AUTOESCAPE context="HTML"}}
<!doctype html>
<html lang="{{LANG}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>{{SUBJECT}}</title></head>
<body style="margin:0;padding:20px 16px;font-family:'Plus Jakarta Sans',Roboto,'Segoe UI',Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"><p style="margin:0 0 16px;font-weight:800">{{SHOP_NAME}}</p><p style="margin:0;overflow-wrap:anywhere">{{#TEXT_LINE}}{{#NEXT_LINE}}<br>{{/NEXT_LINE}}{{TEXT}}{{/TEXT_LINE}}</p></body></html>
