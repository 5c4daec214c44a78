/* The ledger of inputs that could not be indexed. */
#include "ledger.h"

#include "calendar.h"
#include "error.h"
#include "io.h"
#include "reading.h"
#include "utf8.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define LARGEST (256u << 20)

void ledger_free(ledger *l)
{
    free(l->entries);
    arena_free(&l->memory);
    *l = (ledger){0};
}

void ledger_printable(morgue_str path, strbuf *out)
{
    for (size_t at = 0; at < path.len;) {
        size_t before = at;
        uint32_t c = utf8_next(path, &at);
        if (c == UTF8_BAD || c < 0x20 || c == 0x7f)
            strbuf_printf(out, "\\x%02x", (unsigned)(unsigned char)path.ptr[before]);
        else
            strbuf_str(out, str_range(path, before, at));
    }
}

static morgue_status append(ledger *l, morgue_str path, morgue_str line, morgue_error *err)
{
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? l->capacity * 2 : 16;
        ledger_entry *grown = realloc(l->entries, capacity * sizeof *grown);
        if (!grown)
            return fail_nomem(err);
        l->entries = grown;
        l->capacity = capacity;
    }
    ledger_entry entry = {arena_copy(&l->memory, path), arena_copy(&l->memory, line)};
    if (!entry.path.ptr || !entry.line.ptr)
        return fail_nomem(err);
    l->entries[l->count++] = entry;
    return MORGUE_OK;
}

morgue_status ledger_add(ledger *l, morgue_str path, morgue_status status, const char *why,
                         int64_t when, morgue_error *err)
{
    strbuf line = {0}, shown = {0};
    char date[CALENDAR_TEXT];
    calendar_format((morgue_date){when, when, MORGUE_PRECISION_INSTANT, MORGUE_PROVENANCE_NONE},
                    date);
    ledger_printable(path, &shown);
    strbuf_text(&line, "{\"path\":");
    json_string(&line, strbuf_view(&shown));
    strbuf_text(&line, ",\"status\":");
    json_string(&line, str_of(morgue_status_name(status)));
    strbuf_text(&line, ",\"error\":");
    json_string(&line, str_of(why));
    strbuf_printf(&line, ",\"when\":\"%s\"}", date);
    morgue_status result = line.failed || shown.failed
                               ? fail_nomem(err)
                               : append(l, strbuf_view(&shown), strbuf_view(&line), err);
    strbuf_free(&line);
    strbuf_free(&shown);
    return result;
}

static void add_trailer(const ledger *l, strbuf *out)
{
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)out->ptr, (uInt)out->len);
    strbuf_printf(out, "{\"entries\":%zu,\"crc32\":\"%08x\"}\n", l->count, (unsigned)crc);
}

morgue_status ledger_save(const ledger *l, int dir_fd, morgue_error *err)
{
    if (l->count == 0) {
        if (unlinkat(dir_fd, LEDGER_FILE, 0) < 0 && errno != ENOENT)
            return fail_errno(err, MORGUE_IO, errno, "cannot remove %s", LEDGER_FILE);
        return MORGUE_OK;
    }
    strbuf text = {0};
    for (size_t i = 0; i < l->count; i++) {
        strbuf_str(&text, l->entries[i].line);
        strbuf_char(&text, '\n');
    }
    morgue_status status = strbuf_check(&text, err);
    if (!status)
        add_trailer(l, &text);
    if (!status)
        status = strbuf_check(&text, err);
    if (!status)
        status = io_replace_file(dir_fd, LEDGER_FILE, strbuf_view(&text), err);
    strbuf_free(&text);
    return status;
}

static morgue_status load_line(ledger *l, morgue_str line, morgue_error *err)
{
    struct json_tokener *tokener = json_tokener_new();
    if (!tokener)
        return fail_nomem(err);
    struct json_object *entry = json_tokener_parse_ex(tokener, line.ptr, (int)line.len);
    struct json_object *path = NULL;
    morgue_status status = MORGUE_OK;
    if (!entry || !json_object_object_get_ex(entry, "path", &path))
        status = fail(err, MORGUE_CORRUPT, "%s: a line is not one of the ledger's", LEDGER_FILE);
    else
        status = append(
            l, (morgue_str){json_object_get_string(path), (size_t)json_object_get_string_len(path)},
            line, err);
    json_object_put(entry);
    json_tokener_free(tokener);
    return status;
}

/* The trailer must be what the lines before it give. */
static bool trailer_holds(const ledger *l, morgue_str text)
{
    strbuf again = {0};
    for (size_t i = 0; i < l->count; i++) {
        strbuf_str(&again, l->entries[i].line);
        strbuf_char(&again, '\n');
    }
    if (!again.failed)
        add_trailer(l, &again);
    bool same = !again.failed && str_equal(strbuf_view(&again), text);
    strbuf_free(&again);
    return same;
}

morgue_status ledger_load(ledger *l, int dir_fd, morgue_error *err)
{
    *l = (ledger){0};
    strbuf text = {0};
    morgue_status status = io_read_file(dir_fd, LEDGER_FILE, LARGEST, &text, err);
    if (status == MORGUE_NOTFOUND) {
        strbuf_free(&text);
        return MORGUE_OK;
    }
    morgue_str rest = strbuf_view(&text);
    while (!status && rest.len) {
        morgue_str line = str_split(&rest, '\n');
        if (rest.len || !str_starts(line, STR("{\"entries\"")))
            status = load_line(l, line, err);
    }
    if (!status && !trailer_holds(l, strbuf_view(&text)))
        status = fail(err, MORGUE_CORRUPT, "%s: its checksum does not match", LEDGER_FILE);
    strbuf_free(&text);
    if (status)
        ledger_free(l);
    return status;
}

morgue_str ledger_file(morgue_str path)
{
    size_t at = path.len;
    while (at > 0 && ascii_digit(path.ptr[at - 1]))
        at--;
    bool member = at > 1 && at < path.len && path.ptr[at - 1] == '#';
    return str_range(path, 0, member ? at - 1 : path.len);
}

bool ledger_covers(morgue_str path, morgue_str entry)
{
    if (!str_starts(entry, path))
        return false;
    return entry.len == path.len || entry.ptr[path.len] == '/' || str_ends(path, STR("/")) ||
           str_equal(ledger_file(entry), path);
}

morgue_status ledger_merge(ledger *l, const ledger *from, ledger_keep *keep, void *context,
                           morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < from->count; i++)
        if (!keep || keep(context, from->entries[i].path))
            status = append(l, from->entries[i].path, from->entries[i].line, err);
    return status;
}
