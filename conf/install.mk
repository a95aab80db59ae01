# `make install` and `make uninstall`: included by the Makefile. DESTDIR is the root of the tree that is filled (for packages); PREFIX, SYSCONFDIR, LOCALSTATEDIR and RUNSTATEDIR are where
# things stand on the machine. PROFILE=postgresql lets the pages reach a PostgreSQL on this machine; unasked it is what the settings there say. What the shopkeeper may have changed (@CONF@, the nginx site) is never overwritten.
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
LOCALSTATEDIR ?= /var
RUNSTATEDIR ?= /run
PROFILE ?= $(if $(shell grep -s "^db *= *pg:" $(DESTDIR)$(SYSCONFDIR)/etalase/etalase.conf),postgresql,sqlite)
I_BIN = $(PREFIX)/bin
I_LIB = $(PREFIX)/lib/etalase
I_SHARE = $(PREFIX)/share/etalase
I_UNITS = $(PREFIX)/lib/systemd/system
I_CONF = $(SYSCONFDIR)/etalase
I_SITE = $(SYSCONFDIR)/nginx/sites-available/etalase
I_STATE = $(LOCALSTATEDIR)/lib/etalase
I_RUN = $(RUNSTATEDIR)/etalase
D = $(DESTDIR)
I_FILL = sed -e 's|@BIN@|$(I_BIN)|g' -e 's|@SHARE@|$(I_SHARE)|g' -e 's|@CONF@|$(I_CONF)|g' -e 's|@STATE@|$(I_STATE)|g' -e 's|@DATA@|$(I_STATE)|g' -e 's|@RUN@|$(I_RUN)|g' \
	-e 's|@STATIC@|$(I_SHARE)/static|g' -e 's|@SOCKET@|$(I_RUN)/web/web.sock|g' -e 's|@VISITS@|$(I_RUN)/web/visit.sock|g' -e 's|@LOG@|$(LOCALSTATEDIR)/log/nginx|g' -e 's|@PAGES@|$(LOCALSTATEDIR)/cache/etalase-pages|g' -e 's|@ACME@|$(LOCALSTATEDIR)/www/html|g'
I_SETTINGS = sed -e 's|^\#db = .*|db = $(if $(filter postgresql,$(PROFILE)),pg:dbname=etalase,sqlite:$(I_STATE)/etalase.db)|' -e 's|^\#data = .*|data = $(I_STATE)|' \
	-e 's|^\#socket = .*|socket = $(I_RUN)/web/web.sock|' -e 's|^\#wake_socket = .*|wake_socket = $(I_RUN)/work/work.sock|' -e 's|^\#visit_socket = .*|visit_socket = $(I_RUN)/web/visit.sock|' -e 's|^\#origins = .*|origins = https://toko.example|' \
	-e 's|^\#templates = .*|templates = $(I_SHARE)/templates|' -e 's|^\#sql = .*|sql = $(I_SHARE)/sql|' -e 's|^\#static_dir = .*|static_dir = $(I_SHARE)/static|' \
	-e 's|^\#media_program = .*|media_program = $(I_LIB)/etalase-media|'

.PHONY: install uninstall
install:   ## put the release build into PREFIX (/usr/local), with systemd units and an nginx site
	@case '$(PROFILE)' in sqlite|postgresql) ;; *) echo 'PROFILE is sqlite or postgresql' >&2; exit 1 ;; esac
	@$(MAKE) --no-print-directory MODE=release build
	@install -d $(D)$(I_BIN) $(D)$(PREFIX)/sbin $(D)$(I_LIB) $(D)$(I_UNITS) $(D)$(PREFIX)/lib/sysusers.d $(D)$(PREFIX)/lib/tmpfiles.d $(D)$(I_SHARE)/nginx $(D)$(dir $(I_SITE))
	@install -d -m 750 $(D)$(I_CONF)
	@install -m 755 build/release/etalase $(D)$(I_BIN)/etalase.new && mv -f $(D)$(I_BIN)/etalase.new $(D)$(I_BIN)/etalase
	@install -m 755 build/release/etalase-media $(D)$(I_LIB)/etalase-media.new && mv -f $(D)$(I_LIB)/etalase-media.new $(D)$(I_LIB)/etalase-media
	@$(I_FILL) conf/etalase-admin.in >$(D)$(PREFIX)/sbin/etalase-admin && chmod 755 $(D)$(PREFIX)/sbin/etalase-admin
	@for d in templates static sql; do rm -rf $(D)$(I_SHARE)/$$d.new; done
	@cp -R build/templates $(D)$(I_SHARE)/templates.new && cp -R build/static $(D)$(I_SHARE)/static.new && cp -R sql $(D)$(I_SHARE)/sql.new
	@chmod -R u=rwX,go=rX $(D)$(I_SHARE)
	@for d in templates static sql; do rm -rf $(D)$(I_SHARE)/$$d; mv $(D)$(I_SHARE)/$$d.new $(D)$(I_SHARE)/$$d; done
	@install -m 644 README.md LICENSE $(D)$(I_SHARE)/
	@$(I_FILL) conf/nginx/http.conf.in >$(D)$(I_SHARE)/nginx/http.conf
	@$(I_FILL) conf/nginx/shop.conf.in >$(D)$(I_SHARE)/nginx/shop.conf
	@for u in serve work; do $(I_FILL) conf/systemd/etalase-$$u.service.in >$(D)$(I_UNITS)/etalase-$$u.service; rm -rf $(D)$(I_UNITS)/etalase-$$u.service.d; \
		[ '$(PROFILE)' = sqlite ] || install -D -m 644 conf/systemd/postgresql-$$u.conf $(D)$(I_UNITS)/etalase-$$u.service.d/postgresql.conf; done
	@$(I_FILL) conf/systemd/sysusers.conf.in >$(D)$(PREFIX)/lib/sysusers.d/etalase.conf
	@$(I_FILL) conf/systemd/tmpfiles.conf.in >$(D)$(PREFIX)/lib/tmpfiles.d/etalase.conf
	@$(I_SETTINGS) conf/etalase.conf >$(D)$(I_SHARE)/etalase.conf
	@[ -e $(D)$(I_CONF)/etalase.conf ] || install -m 640 $(D)$(I_SHARE)/etalase.conf $(D)$(I_CONF)/etalase.conf
	@[ -e $(D)$(I_SITE) ] || $(I_FILL) conf/nginx/site.conf.in >$(D)$(I_SITE)
	@chmod 644 $(D)$(I_UNITS)/etalase-*.service $(D)$(PREFIX)/lib/sysusers.d/etalase.conf $(D)$(PREFIX)/lib/tmpfiles.d/etalase.conf $(D)$(I_SHARE)/nginx/* $(D)$(I_SHARE)/etalase.conf
	@[ -n '$(DESTDIR)' ] || sh conf/installed.sh $(PREFIX)
	@echo "Installed. What is next: README, \"On a server\"."

uninstall:   ## take away what install put there; settings and the shop's data stay
	@[ -n '$(DESTDIR)' ] || [ ! -d /run/systemd/system ] || systemctl disable --now etalase-serve etalase-work
	@rm -rf $(D)$(I_LIB) $(D)$(I_SHARE) $(D)$(I_UNITS)/etalase-serve.service.d $(D)$(I_UNITS)/etalase-work.service.d
	@rm -f $(D)$(I_BIN)/etalase $(D)$(PREFIX)/sbin/etalase-admin $(D)$(I_UNITS)/etalase-serve.service $(D)$(I_UNITS)/etalase-work.service $(D)$(PREFIX)/lib/sysusers.d/etalase.conf \
		$(D)$(PREFIX)/lib/tmpfiles.d/etalase.conf $(D)$(SYSCONFDIR)/nginx/sites-enabled/etalase
	@[ -n '$(DESTDIR)' ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
	@echo "Removed. These stay, with all that the shop knows: $(I_CONF) $(I_STATE) $(I_SITE)"
