/*
 * The frame around every page: header, navigation, footer, language links, flash message, tokens; and the error pages. A handler asks for its page here and fills the view it gets.
 */
#ifndef PRESENT_SHELL_H
#define PRESENT_SHELL_H

#include "http/request.h"
#include "view/view.h"

/*
 * A shopper's page in the storefront's layout. template: literal like "storefront/cart". nav: "home", "category", "orders" or "" (nothing current).
 * The whole frame is filled: shop, cart count, CSRF token, flash text, alternates. title: NULL for the shop's own name.
 */
struct view *shell_page(struct request *, const char *template, const char *nav, const char *title);
/* What is searched for, in the field above the page. */
void shell_query(struct view *page, struct ctx *, const char *q);
/* This page's own address, with all that is asked of it: its twin in the other language is asked the same. */
void shell_here(struct view *page, struct ctx *, const char *url);
/* A staff page in the admin's layout. nav: "home", "orders", "goods", "customers", "more". */
struct view *shell_admin(struct request *, const char *template, const char *nav, const char *title);
/* A staff page without the frame: login. */
struct view *shell_login(struct request *, const char *template, const char *title);
/* A paper to print, with a bar above that is not printed (back, other sizes in rows SIZES, print). template: "print/…". */
struct view *shell_print(struct request *, const char *template, const char *title, const char *back);
/* The print menu in the head of an admin page: rows PRINT_LINK (MENU_URL, MENU_TEXT) and PRINT_FORM (the same, posted) of the view returned. */
struct view *shell_print_menu(struct view *page);

/* What to tell search engines of a page about name that has no words of its own. */
const char *shell_about(struct ctx *, const char *name);

/* For search engines and link previews. path: canonical path (url_*), image: absolute or NULL, description: plain text or NULL. */
void shell_meta(struct view *page, struct request *, const char *path, const char *description, const char *image);
/* The page brings its own fixed bottom bar: no bottom navigation. */
void shell_own_bar(struct view *page);
/* JSON-LD object for the head (text of js_out). */
void shell_json_ld(struct view *page, const char *json);
/* The one action in the head of an admin page ("Barang baru"). text: a message's text. */
void shell_action(struct view *page, const char *url, const char *text);
/* "Back" arrow of an admin page. */
void shell_back(struct view *page, const char *url);

/* The page of an error status, with the frame (needs the database) or alone (never fails). */
struct view *shell_error(struct request *, int status);
struct view *shell_error_alone(struct request *, int status);

#endif
