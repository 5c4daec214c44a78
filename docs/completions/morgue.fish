# Completion of morgue and morgue-index for fish. It asks no archive.

set -l commands index search count facets timeline similar suggest show explain check info help
set -l asking search count facets timeline explain
set -l shown search facets timeline similar suggest show
set -l formats text json jsonl csv tsv ids trec
set -l result_fields rank id score date date_precision date_provenance headline source path \
    url snippet snippets entities section lang byline words person org place
set -l kinds person org place source section lang tag byline
set -l fields headline: title: lede: body: byline: author: source: site: section: lang: url: \
    id: tag: person: org: place: entity: ticker: about: wc: date: after: since: before: \
    until: newer: older: query:

# Commands
set -l first "not __fish_seen_subcommand_from $commands"
complete -c morgue -f
complete -c morgue -n $first -a index -d 'Bring an archive up to date'
complete -c morgue -n $first -a search -d 'List the articles that match'
complete -c morgue -n $first -a count -d 'Print how many articles match'
complete -c morgue -n $first -a facets -d 'Count people, organisations, places in them'
complete -c morgue -n $first -a timeline -d 'Count them by time'
complete -c morgue -n $first -a similar -d 'List the articles that are like one'
complete -c morgue -n $first -a suggest -d 'Words of headlines and names that begin so'
complete -c morgue -n $first -a show -d 'Print articles whole'
complete -c morgue -n $first -a explain -d 'Show how a question is understood'
complete -c morgue -n $first -a check -d 'Verify every checksum of the archive'
complete -c morgue -n $first -a info -d 'What the archive holds'
complete -c morgue -n $first -a help -d 'The commands, a manual page, or the language'
complete -c morgue -n '__fish_seen_subcommand_from help' -a "$commands query"
complete -c morgue -n '__fish_seen_subcommand_from index show similar' -F

# Fields of a question
complete -c morgue -n "__fish_seen_subcommand_from $asking" -a "$fields"

# Options of every command
for program in morgue morgue-index
    complete -c $program -s a -l archive -x -a '(__fish_complete_directories)' -d 'The archive'
    complete -c $program -l config -r -F -d 'The configuration'
    complete -c $program -s q -l quiet -d 'Print nothing'
    complete -c $program -s h -l help -d 'Print the options'
    complete -c $program -l version -d 'Print the version'
end

# Options of commands that ask
set -l ask "__fish_seen_subcommand_from $asking"
complete -c morgue -n "__fish_seen_subcommand_from similar $asking" -l now -x -d 'What ages count from'
complete -c morgue -n $ask -l tz -x -a 'UTC local' -d 'Zone of dates in the question'
complete -c morgue -n "__fish_seen_subcommand_from similar suggest $asking" -l timeout -x -a '500ms 2s 1m' \
    -d 'An error instead of an answer behind this time'
complete -c morgue -n '__fish_seen_subcommand_from search count facets timeline' -l partial \
    -d 'A wildcard over its cap uses its most frequent words'
set -l show "__fish_seen_subcommand_from $shown"
complete -c morgue -n $show -l format -x -a "$formats" -d 'Format of the output'
complete -c morgue -n '__fish_seen_subcommand_from search similar' -l fields -x -d 'Columns or keys' \
    -a "(__fish_complete_list , 'string split \" \" -- \"$result_fields\"')"
complete -c morgue -n $show -l color -x -a 'auto always never' -d 'Colour'
set -l search '__fish_seen_subcommand_from search similar'
complete -c morgue -n '__fish_seen_subcommand_from search similar suggest' -s n -l limit -x -d 'Most that is shown'
complete -c morgue -n '__fish_seen_subcommand_from search' -l topics -r -F -d 'The questions of an evaluation'
complete -c morgue -n $search -l offset -x -d 'Articles passed over'
complete -c morgue -n $search -l all -d 'Every article that matches'
complete -c morgue -n $search -l sort -x -a 'relevance recent newest oldest archive' -d 'Order'
complete -c morgue -n $search -l half-life -x -d 'Age that halves relevance'
complete -c morgue -n $search -l snippet -x -d 'Length of the passage shown'
complete -c morgue -n $search -l snippets -x -d 'Passages shown of an article'
set -l facets '__fish_seen_subcommand_from search similar facets'
complete -c morgue -n $facets -l facets -d 'Count by kind' \
    -a "(__fish_complete_list , 'string split \" \" -- \"$kinds\"')"
complete -c morgue -n $facets -l facet-limit -x -d 'Values shown a kind'
complete -c morgue -n $facets -l facet-offset -x -d 'Values passed over'
complete -c morgue -n $facets -l facet-prefix -x -d 'Only values that begin so'
complete -c morgue -n $facets -l facets-open -d 'Counts of a kind ignore the filters on it'
complete -c morgue -n '__fish_seen_subcommand_from search similar timeline' -l timeline \
    -a 'year month week day' -d 'Count by time'
complete -c morgue -n '__fish_seen_subcommand_from count' -l batch \
    -d 'A question a line on standard input'
complete -c morgue -n '__fish_seen_subcommand_from explain' -l ast -d 'The syntax tree alone'
complete -c morgue -n '__fish_seen_subcommand_from explain' -l format -x -a 'text json' -d 'Format of the output'

# Options of indexing, as "morgue index" and as "morgue-index"
function __morgue_indexing
    set -l words (commandline -opc)
    test "$words[1]" = morgue-index; or contains -- index $words[2]
end
for program in morgue morgue-index
    complete -c $program -n __morgue_indexing -s v -l verbose -d 'Name each file'
    complete -c $program -n __morgue_indexing -l format -x -a 'text markdown html json jsonl' \
        -d 'Read every file as'
    complete -c $program -n __morgue_indexing -l memory -x -d 'Stay within so much memory'
    complete -c $program -n __morgue_indexing -l threads -x -d 'Threads that analyse'
    complete -c $program -n __morgue_indexing -l optimize -d 'Merge into one segment afterwards'
    complete -c $program -n __morgue_indexing -l dry-run -d 'Tell what would be done'
    complete -c $program -n __morgue_indexing -l dump -x -a 'article tokens entities draft' \
        -d 'Print a stage instead'
    complete -c $program -n __morgue_indexing -l progress -x -a 'auto plain never' \
        -d 'Show progress'
end
