/*
 * The only C++ file: ctemplate behind the C functions of view_dict.h. One frozen template cache per language, filled from memory, so no
 * request ever stats or reads a template file; a dictionary that asks the C tree; an emitter that writes into a buf. No exception leaves.
 */
#include <cstddef>
#include <cstring>
#include <map>
#include <set>
#include <string>

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"	/* a struct and a function of one name are fine in C */
extern "C" {
#include "view/view_dict.h"
}
#pragma GCC diagnostic pop

using ctemplate::TemplateDictionaryInterface;
using ctemplate::TemplateString;

namespace {

struct Set {
	ctemplate::TemplateCache *cache = nullptr;
	std::set<std::string> names;
	/* {{>CSRF}} that no page fills stands for include/csrf: marker name -> template name */
	std::map<std::string, std::string> includes;
};

const char *const languages[] = { "id", "en" };
Set sets[2];

Set &
set_of(const char *lang)
{
	return sets[strcmp(lang, "en") == 0 ? 1 : 0];
}

const char *
plain_include(const struct view *v, const TemplateString &name)
{
	const Set &s = set_of(v->c->lang);
	if (s.includes.empty())
		return nullptr;
	auto i = s.includes.find(std::string(name.data(), name.size()));
	return i == s.includes.end() ? nullptr : i->second.c_str();
}

/* Room for the iterators that are open at once in one expansion; what lies before each says where it is from. */
struct Stack;
struct alignas(std::max_align_t) Place {
	Stack *stack;	/* nullptr: from the heap */
};
struct Stack {
	static constexpr size_t DEPTH = 16, SIZE = 96;
	size_t used = 0;
	alignas(std::max_align_t) unsigned char bytes[DEPTH][SIZE];

	Place *
	at(size_t i)
	{
		return reinterpret_cast<Place *>(bytes[i]);
	}
};

class Dict : public TemplateDictionaryInterface {
public:
	Dict(const struct view *v, Stack *stack) : v_(v), stack_(stack) {}
	class Rows;

	void
	point(const struct view *v)
	{
		v_ = v;
	}

protected:
	TemplateString
	GetValue(const TemplateString &name) const override
	{
		const struct view_field *f = view_find(v_, VIEW_VALUE, name.data(), name.size());
		return f ? TemplateString(f->text, f->text_len) : TemplateString("", 0);
	}
	bool
	IsHiddenSection(const TemplateString &name) const override
	{
		const struct view_field *f = view_find(v_, VIEW_SECTION, name.data(), name.size());
		return !f || !f->on;
	}
	bool
	IsUnhiddenSection(const TemplateString &name) const override
	{
		return !IsHiddenSection(name);
	}
	void
	DumpToString(std::string *, int) const override
	{
	}
	bool
	IsHiddenTemplate(const TemplateString &name) const override
	{
		const struct view_field *f = view_find(v_, VIEW_PART, name.data(), name.size());
		return !f && !plain_include(v_, name);
	}
	const char *
	GetIncludeTemplateName(const TemplateString &name, int n) const override
	{
		const struct view_field *f = view_find(v_, VIEW_PART, name.data(), name.size());
		if (!f)
			return plain_include(v_, name);
		const struct view *part = f->first;
		while (n-- > 0 && part)
			part = part->next;
		return part ? part->file : nullptr;
	}

	Iterator *CreateSectionIterator(const TemplateString &name) const override;
	Iterator *CreateTemplateIterator(const TemplateString &name) const override;

private:
	const struct view *v_;
	Stack *stack_;
};

class Dict::Rows : public Iterator {
public:
	Rows(const struct view_field *f, Stack *stack) : next_(f ? f->first : nullptr), dict_(next_, stack) {}
	bool
	HasNext() const override
	{
		return next_ != nullptr;
	}
	/*
	 * ctemplate asks for one at each section and deletes it when the section ends, inner before outer: they are stacked in the room of the expansion, and only what lies deeper than that comes
	 * from the heap.
	 */
	static void *
	operator new(size_t n, Stack *stack)
	{
		struct Place *at = stack->used < Stack::DEPTH ? stack->at(stack->used) : static_cast<Place *>(::operator new(sizeof(Place) + n));

		at->stack = stack->used < Stack::DEPTH ? stack : nullptr;
		if (at->stack)
			stack->used++;
		return at + 1;
	}
	static void
	operator delete(void *p)
	{
		Place *at = static_cast<Place *>(p) - 1;

		if (at->stack)
			at->stack->used--;
		else
			::operator delete(at);
	}
	static void
	operator delete(void *p, Stack *)	/* of a constructor that throws: ours don't */
	{
		operator delete(p);
	}
	/* The reference is used up before the next call, so one Dict serves all rows. */
	const TemplateDictionaryInterface &
	Next() override
	{
		dict_.point(next_);
		next_ = next_->next;
		return dict_;
	}

private:
	const struct view *next_;
	Dict dict_;
};

static_assert(sizeof(Place) + sizeof(Dict::Rows) <= Stack::SIZE, "an iterator fits its place");

TemplateDictionaryInterface::Iterator *
Dict::CreateSectionIterator(const TemplateString &name) const
{
	return new (stack_) Rows(view_find(v_, VIEW_SECTION, name.data(), name.size()), stack_);
}

TemplateDictionaryInterface::Iterator *
Dict::CreateTemplateIterator(const TemplateString &name) const
{
	return new (stack_) Rows(view_find(v_, VIEW_PART, name.data(), name.size()), stack_);
}

class Out : public ctemplate::ExpandEmitter {
public:
	explicit Out(struct buf *b) : b_(b) {}
	void
	Emit(char c) override
	{
		buf_char(b_, c);
	}
	void
	Emit(const std::string &s) override
	{
		buf_add(b_, s.data(), s.size());
	}
	void
	Emit(const char *s) override
	{
		buf_str(b_, s);
	}
	void
	Emit(const char *s, size_t n) override
	{
		buf_add(b_, s, n);
	}

private:
	struct buf *b_;
};

void
note_include(Set &s, const std::string &name)
{
	std::string marker;

	if (name.compare(0, 8, "include/") != 0)
		return;
	for (char ch : name.substr(8))
		marker += static_cast<char>(ch >= 'a' && ch <= 'z' ? ch - 'a' + 'A' : ch);
	s.includes[marker] = name;
}

} // namespace

extern "C" bool
view_engine_add(const char *lang, const char *name, const char *text, size_t n)
try {
	Set &s = set_of(lang);

	if (!s.cache)
		s.cache = new ctemplate::TemplateCache();
	if (!s.cache->StringToTemplateCache(name, text, n, ctemplate::DO_NOT_STRIP))
		return false;
	s.names.insert(name);
	note_include(s, name);
	return true;
} catch (...) {
	return false;
}

extern "C" bool
view_engine_ready(struct ctx *scratch, const char **why)
try {
	for (size_t i = 0; i < 2; i++) {
		if (!sets[i].cache) {
			*why = "no templates";
			return false;
		}
		sets[i].cache->Freeze();
	}
	if (sets[0].names != sets[1].names) {
		*why = "the languages have different templates";
		return false;
	}
	for (const char *lang : languages) {
		struct view empty = {};
		empty.c = scratch;
		scratch->lang = lang;
		for (const std::string &name : set_of(lang).names) {
			struct buf b;
			buf_init(&b, scratch->arena, 1 << 20);
			if (!view_engine_expand(lang, name.c_str(), &empty, &b)) {
				*why = arena_printf(scratch->arena, "%s/%s does not expand", lang, name.c_str());
				return false;
			}
		}
	}
	return true;
} catch (...) {
	*why = "out of memory";
	return false;
}

extern "C" bool
view_engine_has(const char *name)
try {
	return sets[0].names.count(name) && sets[1].names.count(name);
} catch (...) {
	return false;
}

extern "C" void
view_engine_clear(void)
try {
	for (Set &s : sets) {
		delete s.cache;
		s.cache = nullptr;
		s.names.clear();
		s.includes.clear();
	}
} catch (...) {
}

extern "C" bool
view_engine_expand(const char *lang, const char *name, const struct view *v, struct buf *out)
try {
	const Set &s = set_of(lang);
	Stack stack;
	Dict dict(v, &stack);
	Out emitter(out);
	ctemplate::PerExpandData per;

	return s.cache && s.cache->ExpandNoLoad(name, ctemplate::DO_NOT_STRIP, &dict, &per, &emitter) && !out->full;
} catch (...) {
	return false;
}
