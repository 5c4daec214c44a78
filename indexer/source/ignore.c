/* .morgueignore: which names of a directory are passed over. */
#include "ignore.h"

#include "io.h"
#include "utf8.h"

morgue_status ignore_load(ignore_rules *rules, int dir_fd, morgue_error *err)
{
    morgue_status status =
        io_read_file(dir_fd, ".morgueignore", IGNORE_MAX_FILE, &rules->text, err);
    if (status != MORGUE_OK)
        strbuf_clear(&rules->text);
    return status == MORGUE_NOTFOUND ? MORGUE_OK : status;
}

/* Behind the "]" of the set that begins at at; at itself when there is none. */
static size_t set_end(morgue_str pattern, size_t at)
{
    size_t first = at + 1 + (at + 1 < pattern.len && strchr("!^", pattern.ptr[at + 1]));
    size_t end = str_find(pattern, first + 1, ']');
    return end < pattern.len ? end + 1 : at;
}

static bool in_set(morgue_str pattern, size_t at, size_t end, uint32_t c)
{
    morgue_str set = str_range(pattern, at + 1, end - 1);
    bool negated = set.len && (set.ptr[0] == '!' || set.ptr[0] == '^');
    bool in = false;
    for (size_t i = negated; i < set.len;) {
        uint32_t low = utf8_next(set, &i);
        uint32_t high = low;
        if (i + 1 < set.len && set.ptr[i] == '-') {
            i++;
            high = utf8_next(set, &i);
        }
        in = in || (c >= low && c <= high);
    }
    return in != negated;
}

/* Whether the pattern's element at *p matches the character at *t; moves both. */
static bool match_one(morgue_str pattern, size_t *p, morgue_str text, size_t *t)
{
    size_t p_next = *p, t_next = *t;
    uint32_t c = utf8_next(text, &t_next);
    uint32_t want = utf8_next(pattern, &p_next);
    size_t end = want == '[' ? set_end(pattern, *p) : *p;
    bool fits = want == '?' || want == c;
    if (end > *p) {
        fits = in_set(pattern, *p, end, c);
        p_next = end;
    }
    *p = p_next;
    *t = t_next;
    return fits;
}

bool ignore_glob(morgue_str pattern, morgue_str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, retry = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = ++p;
            retry = t;
        } else if (p == pattern.len || !match_one(pattern, &p, text, &t)) {
            if (star == SIZE_MAX)
                return false;
            utf8_next(text, &retry); /* the last star takes one more */
            p = star;
            t = retry;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

/* Part by part between slashes. */
static bool match_path(morgue_str pattern, morgue_str path)
{
    while (pattern.ptr && path.ptr)
        if (!ignore_glob(str_split(&pattern, '/'), str_split(&path, '/')))
            return false;
    return !pattern.ptr && !path.ptr;
}

static bool match_line(morgue_str pattern, morgue_str path, morgue_str name, bool is_directory)
{
    pattern = str_trim(pattern);
    if (pattern.len == 0 || pattern.ptr[0] == '#')
        return false;
    if (pattern.ptr[pattern.len - 1] == '/') {
        if (!is_directory)
            return false;
        pattern.len--;
    }
    bool anchored = str_find(pattern, 0, '/') < pattern.len;
    if (str_starts(pattern, STR("/")))
        pattern = str_range(pattern, 1, pattern.len);
    return anchored ? match_path(pattern, path) : ignore_glob(pattern, name);
}

bool ignore_match(const ignore_rules *rules, morgue_str path, bool is_directory)
{
    size_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    morgue_str name = str_range(path, slash, path.len);
    for (; rules; rules = rules->outer) {
        morgue_str rest = strbuf_view(&rules->text);
        morgue_str below = str_range(path, rules->directory_len, path.len);
        while (rest.len)
            if (match_line(str_split(&rest, '\n'), below, name, is_directory))
                return true;
    }
    return false;
}
