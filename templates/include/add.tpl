{{%AUTOESCAPE context="HTML"}}{{#ADDS}}<form id="add" hidden method="post" action="{{CART_ADD_URL}}" data-once>{{>CSRF}}<input type="hidden" name="back" value="{{HERE}}"></form>{{/ADDS}}
