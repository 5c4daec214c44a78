# Completion of morgue and morgue-index for bash. It asks no archive: commands,
# options, their words, and the names of fields come from here.

_morgue_commands='index search count facets timeline similar suggest show explain check info help'
_morgue_common='--archive= --config= --quiet --help --version'
_morgue_formats='text json jsonl csv tsv ids trec'
_morgue_kinds='person org place source section lang tag byline'
_morgue_result_fields='rank id score date date_precision date_provenance headline source
    path url snippet snippets entities section lang byline words person org place'
_morgue_fields='headline: title: lede: body: byline: author: source: site: section: lang:
    url: id: tag: person: org: place: entity: ticker: about: wc: date: after: since:
    before: until: newer: older: query:'

# The long options of a command; those that need a value end in "=".
_morgue_options() {
    local asking='--tz= --now= --timeout=' partial='--tz= --now= --timeout= --partial' shown='--format= --color='
    case $1 in
    search)
        echo "$_morgue_common $partial $shown --fields= --topics= --limit= --offset= --all --sort= --half-life= --snippet= --snippets=" \
            "--facets --facet-limit= --facet-offset= --facet-prefix= --facets-open --timeline" ;;
    similar)
        echo "$_morgue_common $shown --fields= --limit= --offset= --all --sort= --half-life= --now= --timeout= --snippet= --snippets=" \
            "--facets --facet-limit= --facet-offset= --facet-prefix= --facets-open --timeline" ;;
    count) echo "$_morgue_common $partial --batch" ;;
    facets)
        echo "$_morgue_common $partial $shown --facets --facet-limit= --facet-offset=" \
            "--facet-prefix= --facets-open" ;;
    timeline) echo "$_morgue_common $partial $shown --timeline" ;;
    explain) echo "$_morgue_common $asking --ast --format=" ;;
    suggest) echo "$_morgue_common $shown --limit= --timeout=" ;;
    show) echo "$_morgue_common $shown" ;;
    check | info) echo "$_morgue_common" ;;
    index)
        echo "$_morgue_common --verbose --format= --memory= --threads= --optimize --dry-run --dump= --progress=" ;;
    esac
}

# Puts into COMPREPLY the words that begin like $2.
_morgue_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# Likewise for the last word of a list with commas.
_morgue_list() {
    local done='' last=$2
    case $2 in
    *,*)
        done="${2%,*},"
        last=${2##*,}
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -P "$done" -W "$1" -- "$last")
    compopt -o nospace 2>/dev/null
}

_morgue_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# The value $3 of the option $2 of the command $1.
_morgue_value() {
    case $2 in
    -a | --archive) _morgue_files -d "$3" ;;
    --config | --topics) _morgue_files -f "$3" ;;
    --format)
        if [[ $1 == index ]]; then
            _morgue_words 'text markdown html json jsonl' "$3"
        elif [[ $1 == explain ]]; then
            _morgue_words 'text json' "$3"
        else
            _morgue_words "$_morgue_formats" "$3"
        fi ;;
    --fields) _morgue_list "$_morgue_result_fields" "$3" ;;
    --facets) _morgue_list "$_morgue_kinds" "$3" ;;
    --timeline) _morgue_words 'year month week day' "$3" ;;
    --sort) _morgue_words 'relevance recent newest oldest archive' "$3" ;;
    --color) _morgue_words 'auto always never' "$3" ;;
    --progress) _morgue_words 'auto plain never' "$3" ;;
    --dump) _morgue_words 'article tokens entities draft' "$3" ;;
    --tz) _morgue_words 'UTC local' "$3" ;;
    esac
}

# Does the option $1 take the next word, when it has no "="?
_morgue_takes_word() {
    case $1 in
    -a | -n | --archive | --config | --topics | --format | --fields | --sort | --color | --progress) ;;
    --dump | --tz | --now | --half-life | --timeout | --limit | --offset | --snippet | --snippets | --facet-limit | --facet-offset | --facet-prefix | --memory | --threads) ;;
    *) return 1 ;;
    esac
}

# What stands behind the options: files, commands, or the name of a field.
_morgue_argument() {
    case $1 in
    index | show | similar) _morgue_files -f "$2" ;;
    help) _morgue_words "$_morgue_commands query" "$2" ;;
    search | count | facets | timeline | explain)
        _morgue_words "$_morgue_fields" "$2"
        compopt -o nospace 2>/dev/null ;;
    esac
}

_morgue_complete() {
    local command=$1 cur=$2 prev=$3 before=$4
    if [[ $cur == '=' ]]; then
        _morgue_value "$command" "$prev" ''
    elif [[ $prev == '=' ]]; then
        _morgue_value "$command" "$before" "$cur"
    elif _morgue_takes_word "$prev"; then
        _morgue_value "$command" "$prev" "$cur"
    elif [[ $cur == --*=* ]]; then
        _morgue_value "$command" "${cur%%=*}" "${cur#*=}"
        COMPREPLY=("${COMPREPLY[@]/#/${cur%%=*}=}")
    elif [[ $cur == -* ]]; then
        _morgue_words "$(_morgue_options "$command")" "$cur"
        [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    elif [[ $prev != : && $cur != : ]]; then
        _morgue_argument "$command" "$cur"
    fi
    return 0
}

_morgue() {
    local at=$COMP_CWORD
    local cur=${COMP_WORDS[at]} prev=${COMP_WORDS[at - 1]} before=
    COMPREPLY=()
    ((at > 1)) && before=${COMP_WORDS[at - 2]}
    if ((at == 1)); then
        _morgue_words "$_morgue_commands --help --version" "$cur"
        return 0
    fi
    _morgue_complete "${COMP_WORDS[1]}" "$cur" "$prev" "$before"
}

_morgue_index() {
    local at=$COMP_CWORD before=
    COMPREPLY=()
    ((at > 1)) && before=${COMP_WORDS[at - 2]}
    _morgue_complete index "${COMP_WORDS[at]}" "${COMP_WORDS[at - 1]}" "$before"
}

complete -F _morgue morgue
complete -F _morgue_index morgue-index
