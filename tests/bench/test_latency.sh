#!/bin/sh
# The latency program still runs and prints what tests/bench/run reads; the
# times themselves are nobody's business here.
# usage: test_latency.sh MORGUE-INDEX LATENCY
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf 'Harbour opens\n\nShips came to the harbour.\n' >"$work/one.txt"
printf 'Harbour closes\n\nNo ships came, it was said.\n' >"$work/two.txt"
printf 'harbour\nships AND "came to"\nwhale\n' >"$work/questions"
"$1" --config= -q -a "$work/archive" "$work/one.txt" "$work/two.txt"
"$2" "$work/archive" "$work/questions" 1 >"$work/out"

fail() {
    echo "$1:"
    cat "$work/out"
    exit 1
}

number='[0-9]+\.[0-9]{3}'
tab=$(printf '\t')
expect() {
    grep -Eqx "$1" "$work/out" || fail "no line like $1"
}
expect "query${tab}harbour${tab}$number${tab}$number${tab}$number${tab}$number${tab}$number${tab}2"
expect "query${tab}ships AND \"came to\"${tab}$number${tab}$number${tab}$number${tab}$number${tab}$number${tab}1"
expect "query${tab}whale${tab}$number${tab}$number${tab}$number${tab}$number${tab}$number${tab}0"
expect "broad${tab}\\*${tab}$number${tab}2"
expect "broad${tab}said${tab}$number${tab}1"
expect "facet${tab}\\*, from 201 on${tab}$number${tab}2"
expect "facet${tab}\\*, b\.\.\.${tab}$number${tab}2"
expect "facet${tab}company place:China, open${tab}$number${tab}0"
expect "fetch${tab}articles${tab}$number${tab}2"
[ "$(wc -l <"$work/out")" -eq 14 ] || fail "not fourteen lines"

printf '(a OR\n' >"$work/questions"
if "$2" "$work/archive" "$work/questions" 1 >"$work/out" 2>&1; then
    fail "a wrong question was accepted"
fi
