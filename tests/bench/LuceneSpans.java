import java.nio.file.*;
import java.util.*;
import java.util.regex.*;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.spans.*;
import org.apache.lucene.store.FSDirectory;

/**
 * Times positional questions as Lucene's span queries, and lone words with ? or * or with ~ or ~2
 * behind as its wildcard and fuzzy queries, best of 10, warm: question, ten hits in ms, exact count
 * in ms, matches. Other lines are left out. A fuzzy query may stand for as many words as any query
 * has clauses. The words of the index are stems, so wildcards and spellings are asked of a second
 * one, that has the same texts in words as they are written; and SENTENCE too, for which it has
 * them with a word between each two sentences: near, with no such word between. Arguments:
 * directory of the index, one for the second, files of questions.
 */
public class LuceneSpans {
    static final Pattern SENTENCE = Pattern.compile("(.+) SENTENCE (.+)");
    static final Pattern BETWEEN = Pattern.compile("(?<=[.!?])[\"')]*\\s+(?=[\"'(]*[A-Z0-9])|\n+");
    static final String MARK = "xxsentencexx";
    static final int LONGEST = 100; // words between two of a sentence
    static final Pattern NEAR = Pattern.compile("(.+) (NEAR|ADJ)/(\\d+) (.+)");
    static final EnglishAnalyzer analyzer = new EnglishAnalyzer();

    static SpanQuery word(String text) throws Exception {
        List<SpanQuery> parts = new ArrayList<>();
        try (TokenStream t = analyzer.tokenStream("body", text)) {
            CharTermAttribute term = t.addAttribute(CharTermAttribute.class);
            for (t.reset(); t.incrementToken(); )
                parts.add(new SpanTermQuery(new Term("body", term.toString())));
        }
        return parts.size() == 1 ? parts.get(0) : new SpanNearQuery(parts.toArray(new SpanQuery[0]), 0, true);
    }

    static SpanQuery operand(String text) throws Exception {
        if (!text.startsWith("("))
            return word(text);
        List<SpanQuery> any = new ArrayList<>();
        for (String one : text.substring(1, text.length() - 1).split(" OR "))
            any.add(word(one));
        return new SpanOrQuery(any.toArray(new SpanQuery[0]));
    }

    static final Pattern FUZZY = Pattern.compile("(\\w+)~(2?)"), WILD = Pattern.compile("[\\w*?]*[*?][\\w*?]*");

    static Query read(String line) throws Exception {
        Matcher fuzzy = FUZZY.matcher(line);
        if (fuzzy.matches()) // letters that changed places are two edits for morgue
            return new FuzzyQuery(new Term("written", fuzzy.group(1)), fuzzy.group(2).isEmpty() ? 1 : 2, 0,
                                  BooleanQuery.getMaxClauseCount(), false);
        if (WILD.matcher(line).matches())
            return new WildcardQuery(new Term("written", line));

        Matcher m = SENTENCE.matcher(line);
        if (m.matches())
            return new SpanNotQuery(new SpanNearQuery(new SpanQuery[] {operand(m.group(1)), operand(m.group(2))},
                                                      LONGEST, false),
                                    word(MARK));
        m = NEAR.matcher(line);
        if (m.matches()) {
            SpanQuery[] both = {operand(m.group(1)), operand(m.group(4))};
            return new SpanNearQuery(both, Integer.parseInt(m.group(3)) - 1, m.group(2).equals("ADJ"));
        }
        return line.startsWith("\"") && line.indexOf('"', 1) == line.length() - 1 ? word(line) : null;
    }

    static boolean ofSecond(Query q) {
        return !(q instanceof SpanQuery) || q instanceof SpanNotQuery;
    }

    static void second(DirectoryReader from, String directory) throws Exception {
        StandardAnalyzer written = new StandardAnalyzer();
        IndexWriterConfig c = new IndexWriterConfig(analyzer);
        c.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        c.setRAMBufferSizeMB(1000);
        try (IndexWriter w = new IndexWriter(FSDirectory.open(Paths.get(directory)), c)) {
            for (int i = 0; i < from.maxDoc(); i++) {
                String text = from.document(i).get("body");
                Document d = new Document();
                d.add(new TextField("body", BETWEEN.matcher(text).replaceAll(" " + MARK + " "), Field.Store.NO));
                d.add(new TextField("written", written.tokenStream("written", text)));
                w.addDocument(d);
            }
            w.forceMerge(1);
        }
    }

    static IndexSearcher open(String directory) throws Exception {
        IndexSearcher s = new IndexSearcher(DirectoryReader.open(FSDirectory.open(Paths.get(directory))));
        s.setQueryCache(null);
        return s;
    }

    public static void main(String[] a) throws Exception {
        IndexSearcher plain = open(a[0]);
        second((DirectoryReader) plain.getIndexReader(), a[1]);
        IndexSearcher second = open(a[1]);
        Map<String, Query> questions = new LinkedHashMap<>();
        for (int file = 2; file < a.length; file++)
            for (String line : Files.readAllLines(Paths.get(a[file]))) {
                Query q = read(line);
                if (q != null)
                    questions.put(line, q);
            }
        for (int warm = 0; warm < 40; warm++)
            for (Query q : questions.values())
                (ofSecond(q) ? second : plain).search(q, 10);
        for (Map.Entry<String, Query> e : questions.entrySet()) {
            IndexSearcher s = ofSecond(e.getValue()) ? second : plain;
            double top = 1e9, count = 1e9;
            int n = 0;
            for (int i = 0; i < 10; i++) {
                long t = System.nanoTime();
                s.search(e.getValue(), 10);
                top = Math.min(top, (System.nanoTime() - t) / 1e6);
                t = System.nanoTime();
                n = s.count(e.getValue());
                count = Math.min(count, (System.nanoTime() - t) / 1e6);
            }
            System.out.printf(Locale.ROOT, "%s\t%.3f\t%.3f\t%d%n", e.getKey(), top, count, n);
        }
    }
}
