"""The part of JSON Schema that schema.json uses, and what a schema cannot say."""
import re

TYPES = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "null": lambda v: v is None,
}
KEYWORDS = {"$schema", "$defs", "$ref", "title", "description", "type", "const", "enum",
            "required", "properties", "additionalProperties", "items", "minItems", "maxItems",
            "minimum", "maximum", "minLength", "pattern"}


def check_value(value, schema, where):
    """Faults of one value by itself, whatever it contains."""
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(TYPES[t](value) for t in types):
        return [f"{where}: {value!r} is not of type {' or '.join(types)}"]
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{where}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if TYPES["number"](value):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            found.append(f"{where}: {value} is out of range")
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            found.append(f"{where}: too short")
        if not re.search(schema.get("pattern", ""), value):
            found.append(f"{where}: {value!r} does not match {schema['pattern']}")
    return found


def check(value, schema, root, where="$"):
    """Returns the faults as a list of lines."""
    unknown = set(schema) - KEYWORDS
    if unknown:
        raise ValueError(f"schema.json uses {unknown}, which this validator does not know")
    if "$ref" in schema:
        return check(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, where)
    found = check_value(value, schema, where)
    if isinstance(value, dict):
        found += [f"{where}: no {key!r}" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            under = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            if under is not None:
                found += check(item, under, root, f"{where}.{key}")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            found.append(f"{where}: has {len(value)} items")
        for i, item in enumerate(value):
            found += check(item, schema.get("items", {}), root, f"{where}[{i}]")
    return found


def check_marks(passage, where):
    """Marks are byte ranges of whole characters, in order, inside the passage."""
    text, end, found = passage["text"].encode(), 0, []
    for first, last in passage["marks"]:
        if not end <= first < last <= len(text):
            found.append(f"{where}: mark {first}-{last} after {end} of {len(text)}")
            continue
        end = last
        try:
            text[first:last].decode()
        except UnicodeDecodeError:
            found.append(f"{where}: mark {first}-{last} cuts a character")
    return found


def check_facet(kind, facet, total):
    values = facet["values"]
    order = [(-v["count"], v["value"].encode()) for v in values]
    found, total = [], facet.get("articles", total)
    if facet["shown"] != len(values) or facet["distinct"] < facet["shown"]:
        found.append(f"{kind}: {facet['shown']} shown, {facet['distinct']} distinct")
    if order != sorted(order) or len({v["value"] for v in values}) != len(values):
        found.append(f"{kind}: values are not in order, or come twice")
    if facet["missing"] > total or any(v["count"] > total - facet["missing"] for v in values):
        found.append(f"{kind}: counts over the {total} articles")
    return found


def check_output(output, schema):
    """An output by the schema, and how its parts hang together."""
    found = check(output, schema, schema)
    if found:
        return found
    total = output["total"]
    hits = output.get("hits", [])
    ranks = [hit["rank"] for hit in hits]
    if len(hits) > total or ranks != list(range(ranks[0], ranks[0] + len(ranks)) if ranks else []):
        found.append(f"ranks {ranks} of {total}")
    for hit in hits:
        for passage in [hit["snippet"], *hit.get("snippets", [])]:
            found += check_marks(passage, hit["id"])
        if hit["snippet"] not in hit.get("snippets", [hit["snippet"]]):
            found.append(f"{hit['id']}: the snippet is none of the snippets")
        if (hit["date"] is None) != (hit["date_precision"] == "none"):
            found.append(f"{hit['id']}: {hit['date']} with {hit['date_precision']}")
    for kind, facet in output.get("facets", {}).items():
        found += check_facet(kind, facet, total)
    timeline = output.get("timeline")
    if timeline:
        starts = [b["start"] for b in timeline["buckets"]]
        dated = sum(b["count"] for b in timeline["buckets"])
        if starts != sorted(set(starts)) or dated + timeline["undated"] != total:
            found.append(f"timeline: {dated} + {timeline['undated']} undated of {total}")
    return found
